"""Properties of a template as inputs of the AWS calls behind them, checked against botocore's own shapes.

CloudFormation's properties and the inputs of the services' calls are two descriptions of one thing. Most fields have one
name in both, but for its first letter; the rest is in the tables below, and a field that is in neither is an error. So
what is checked here by AWS's own models is what the service will be told: names, types, bounds and what is required.
"""

import functools
import json

import boto3
from botocore.validate import ParamValidator

# Type: service, call, and fields whose names differ (None: not a field of this call but said by another one).
CALLS = {
    "AWS::Batch::ComputeEnvironment": ("batch", "CreateComputeEnvironment", {
        "ReplaceComputeEnvironment": None, "UpdatePolicy": None, "UpdateToLatestImageVersion": None}),
    "AWS::Batch::JobDefinition": ("batch", "RegisterJobDefinition", {"ResourceRetentionPolicy": None}),
    "AWS::Batch::JobQueue": ("batch", "CreateJobQueue", {}),
    "AWS::Budgets::Budget": ("budgets", "CreateBudget", {}),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm", {}),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "PutDashboard", {}),
    "AWS::EC2::EIP": ("ec2", "AllocateAddress", {}),
    "AWS::EC2::FlowLog": ("ec2", "CreateFlowLogs", {"ResourceId": None}),
    "AWS::EC2::InternetGateway": ("ec2", "CreateInternetGateway", {}),
    "AWS::EC2::LaunchTemplate": ("ec2", "CreateLaunchTemplate", {}),
    "AWS::EC2::NatGateway": ("ec2", "CreateNatGateway", {}),
    "AWS::EC2::Route": ("ec2", "CreateRoute", {}),
    "AWS::EC2::RouteTable": ("ec2", "CreateRouteTable", {}),
    "AWS::EC2::SecurityGroup": ("ec2", "CreateSecurityGroup", {
        "GroupDescription": "Description", "SecurityGroupEgress": None, "SecurityGroupIngress": None}),
    "AWS::EC2::Subnet": ("ec2", "CreateSubnet", {"MapPublicIpOnLaunch": None}),
    "AWS::EC2::SubnetRouteTableAssociation": ("ec2", "AssociateRouteTable", {}),
    "AWS::EC2::VPC": ("ec2", "CreateVpc", {"EnableDnsHostnames": None, "EnableDnsSupport": None}),
    "AWS::EC2::VPCEndpoint": ("ec2", "CreateVpcEndpoint", {}),
    "AWS::EC2::VPCGatewayAttachment": ("ec2", "AttachInternetGateway", {}),
    "AWS::ECR::Repository": ("ecr", "CreateRepository", {"EmptyOnDelete": None, "LifecyclePolicy": None}),
    "AWS::EKS::AccessEntry": ("eks", "CreateAccessEntry", {"AccessPolicies": None}),
    "AWS::EKS::Addon": ("eks", "CreateAddon", {}),
    "AWS::EKS::Cluster": ("eks", "CreateCluster", {"Logging": None}),
    "AWS::EKS::PodIdentityAssociation": ("eks", "CreatePodIdentityAssociation", {}),
    "AWS::Events::Rule": ("events", "PutRule", {"Targets": None}),
    "AWS::IAM::InstanceProfile": ("iam", "CreateInstanceProfile", {"Roles": None}),
    "AWS::IAM::Role": ("iam", "CreateRole", {"ManagedPolicyArns": None, "Policies": None}),
    "AWS::KMS::Key": ("kms", "CreateKey", {"EnableKeyRotation": None}),
    "AWS::Lambda::Alias": ("lambda", "CreateAlias", {}),
    "AWS::Lambda::Function": ("lambda", "CreateFunction", {}),
    "AWS::Lambda::Version": ("lambda", "PublishVersion", {}),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup", {"RetentionInDays": None}),
    "AWS::Pipes::Pipe": ("pipes", "CreatePipe", {}),
    "AWS::S3::Bucket": ("s3", "CreateBucket", {
        "BucketName": "Bucket", "BucketEncryption": None, "LifecycleConfiguration": None,
        "NotificationConfiguration": None, "OwnershipControls": None, "PublicAccessBlockConfiguration": None,
        "VersioningConfiguration": None}),
    "AWS::S3::BucketPolicy": ("s3", "PutBucketPolicy", {"PolicyDocument": "Policy"}),
    "AWS::SNS::Topic": ("sns", "CreateTopic", {"Subscription": None}),
    "AWS::SNS::TopicPolicy": None,
    "AWS::SQS::Queue": ("sqs", "CreateQueue", {}),
    "AWS::SQS::QueuePolicy": None,
    "AWS::Scheduler::Schedule": ("scheduler", "CreateSchedule", {}),
    "AWS::StepFunctions::StateMachine": ("stepfunctions", "CreateStateMachine", {
        "StateMachineName": "name", "DefinitionString": "definition", "StateMachineType": "type"}),
}

# Fields that the call wants and CloudFormation makes up, or takes from the resource's other side.
MADE_UP = {
    "AWS::Batch::ComputeEnvironment": "computeEnvironmentName",
    "AWS::Batch::JobQueue": "jobQueueName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::Events::Rule": "Name",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::Role": "RoleName",
    "AWS::S3::Bucket": "Bucket",
    "AWS::SNS::Topic": "Name",
    "AWS::SQS::Queue": "QueueName",
    "AWS::EKS::Cluster": "name",
}

# A bucket's settings: each is a call of its own.
BUCKET_SETTINGS = {
    "PublicAccessBlockConfiguration": ("PutPublicAccessBlock", "PublicAccessBlockConfiguration"),
    "OwnershipControls": ("PutBucketOwnershipControls", "OwnershipControls"),
    "BucketEncryption": ("PutBucketEncryption", "ServerSideEncryptionConfiguration"),
    "VersioningConfiguration": ("PutBucketVersioning", "VersioningConfiguration"),
    "LifecycleConfiguration": ("PutBucketLifecycleConfiguration", "LifecycleConfiguration"),
    "NotificationConfiguration": ("PutBucketNotificationConfiguration", "NotificationConfiguration"),
}

# Queues are told everything as attributes, in text.
QUEUE_ATTRIBUTES = {"SqsManagedSseEnabled", "MessageRetentionPeriod", "VisibilityTimeout", "RedrivePolicy",
                    "ReceiveMessageWaitTimeSeconds", "DelaySeconds"}


def inputs(template):
    """(id, service, call, input) of every resource, and of each setting of a bucket."""
    for id, resource in template.resources.items():
        kind, properties = resource["Type"], template.properties(id)
        assert kind in CALLS, f"{id}: no call is known for {kind}"
        if CALLS[kind] is None:
            continue
        service, call, renamed = CALLS[kind]
        if service == "ec2":
            renamed = {**renamed, "Tags": None}
        if kind in MADE_UP:
            properties = {**named(kind, template.name(id)), **properties}
        if kind == "AWS::SQS::Queue":
            properties = queue(properties)
        if kind == "AWS::Budgets::Budget":
            properties["AccountId"] = "123456789012"
        if kind == "AWS::EC2::FlowLog":
            properties["ResourceIds"] = [properties["ResourceId"]]
        yield id, service, call, convert(f"{id}.Properties", properties, shape(service, call), renamed)
        if kind == "AWS::S3::Bucket":
            yield from settings(id, template.name(id), properties)


def settings(id, bucket, properties):
    for name, (call, field) in BUCKET_SETTINGS.items():
        if name in properties:
            given = {"Bucket": bucket, field: bucket_setting(name, properties[name])}
            yield id, "s3", call, convert(f"{id}.Properties.{name}", given, shape("s3", call), {})


def bucket_setting(name, value):
    """Where CloudFormation says it in other words than S3."""
    if name == "BucketEncryption":
        rules = [dict(rule) for rule in value["ServerSideEncryptionConfiguration"]]
        for rule in rules:
            rule["ApplyServerSideEncryptionByDefault"] = rule.pop("ServerSideEncryptionByDefault")
        return {"Rules": rules}
    if name == "LifecycleConfiguration":
        return {"Rules": [lifecycle(dict(rule)) for rule in value["Rules"]]}
    if name == "NotificationConfiguration":
        return {"EventBridgeConfiguration": {}}
    return value


def lifecycle(rule):
    rule["ID"] = rule.pop("Id")
    rule["Filter"] = {"Prefix": rule.pop("Prefix", "")}
    if "ExpirationInDays" in rule:
        rule["Expiration"] = {"Days": rule.pop("ExpirationInDays")}
    if "ExpiredObjectDeleteMarker" in rule:
        rule.setdefault("Expiration", {})["ExpiredObjectDeleteMarker"] = rule.pop("ExpiredObjectDeleteMarker")
    return rule


def queue(properties):
    attributes = {name: text(properties.pop(name)) for name in list(properties) if name in QUEUE_ATTRIBUTES}
    return {**properties, "Attributes": attributes}


def named(kind, name):
    return {MADE_UP[kind]: name} if kind != "AWS::S3::Bucket" else {"BucketName": name}


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


@functools.cache
def shape(service, call):
    return boto3.client(service, "eu-west-1").meta.service_model.operation_model(call).input_shape


def convert(path, value, of, renamed):
    """The value as the shape has it: fields found by name whatever the case of their first letter."""
    if of.type_name == "structure":
        assert isinstance(value, dict), f"{path}: {value!r} is no object"
        members = {name.lower(): name for name in of.members}
        out = {}
        for field, inner in value.items():
            if renamed.get(field, field) is None:
                continue
            name = renamed[field] if field in renamed else members.get(field.lower())
            assert name in of.members, f"{path}: {of.name} has no field {field}"
            out[name] = convert(f"{path}.{field}", inner, of.members[name], renamed)
        return out
    if of.type_name == "list":
        return [convert(f"{path}[{at}]", item, of.member, renamed) for at, item in enumerate(value)]
    if of.type_name == "map":
        return {key: convert(f"{path}.{key}", item, of.value, renamed) for key, item in value.items()}
    if of.type_name == "string":
        return text(value)
    if of.type_name == "blob":
        return text(value).encode()
    return value


def check(service, call, given):
    """What botocore finds wrong with an input; empty is well."""
    report = ParamValidator().validate(given, shape(service, call))
    return report.generate_report() if report.has_errors() else ""
