"""Reads what is there, by the call that describes it, and compares it with what was declared."""

import json

import boto3
import yaml

import shapes

# Type: call, its arguments from the input that made the thing, and where in the answer the thing is.
CALLS = {
    "AWS::CloudWatch::Alarm": ("describe_alarms", lambda i: {"AlarmNames": [i["AlarmName"]]}, "MetricAlarms"),
    "AWS::Lambda::Alias": ("get_alias", lambda i: {"FunctionName": i["FunctionName"], "Name": i["Name"]}, None),
    "AWS::Lambda::Function": ("get_function_configuration", lambda i: {"FunctionName": i["FunctionName"]}, None),
    "AWS::Pipes::Pipe": ("describe_pipe", lambda i: {"Name": i["Name"]}, None),
    "AWS::Scheduler::Schedule": ("get_schedule", lambda i: {"Name": i["Name"]}, None),
    "AWS::StepFunctions::StateMachine": ("describe_state_machine", None, None),
    "AWS::Events::Rule": ("describe_rule", lambda i: {"Name": i["Name"]}, None),
    "AWS::ECR::Repository": (
        "describe_repositories", lambda i: {"repositoryNames": [i["repositoryName"]]}, "repositories"),
    "AWS::Batch::ComputeEnvironment": (
        "describe_compute_environments", lambda i: {"computeEnvironments": [i["computeEnvironmentName"]]},
        "computeEnvironments"),
    "AWS::Batch::JobQueue": ("describe_job_queues", lambda i: {"jobQueues": [i["jobQueueName"]]}, "jobQueues"),
    "AWS::Batch::JobDefinition": (
        "describe_job_definitions", lambda i: {"jobDefinitionName": i["jobDefinitionName"]}, "jobDefinitions"),
    "AWS::Budgets::Budget": (
        "describe_budget", lambda i: {"AccountId": i["AccountId"], "BudgetName": i["Budget"]["BudgetName"]}, None),
    "AWS::IAM::Role": ("get_role", lambda i: {"RoleName": i["RoleName"]}, "Role"),
}

# Fields that answers have in other words, or that moto's CloudFormation does not take from a template.
NOT_COMPARED = {
    "AWS::Lambda::Function": {"Architectures", "Code", "TracingConfig"},
    "AWS::StepFunctions::StateMachine": {"definition", "loggingConfiguration", "tracingConfiguration"},
}


def everything(template):
    """Compares all; returns the number of fields that were."""
    inputs = {id: (service, given) for id, service, call, given in shapes.inputs(template)
              if call not in {call for call, _ in shapes.BUCKET_SETTINGS.values()}}
    compared = 0
    for id, (service, given) in inputs.items():
        kind = template.resources[id]["Type"]
        if kind in CALLS and id not in template.absent:
            compared += one(template, id, kind, (service, given))
    looks = [bucket, definition, policies, log_groups, queues, topics, dashboards]
    return compared + sum(look(template) for look in looks)


def one(template, id, kind, made):
    service, given = made
    call, arguments, inside = CALLS[kind]
    asked = arguments(given) if arguments else {"stateMachineArn": template.reference(id)}
    found = getattr(boto3.client(service), call)(**asked)
    found = found[inside] if inside else found
    found = found[0] if isinstance(found, list) else found
    given = {name: value for name, value in given.items() if name not in NOT_COMPARED.get(kind, ())}
    compared = agrees(id, given, found)
    assert compared, f"{id}: {call} answers nothing that was declared"
    return compared


def agrees(path, given, found):
    """The number of fields that are in both and the same; a field that differs is an error."""
    if isinstance(given, dict) and isinstance(found, dict):
        common = [key for key in given if key in found]
        return sum(agrees(f"{path}.{key}", given[key], found[key]) for key in common)
    if isinstance(given, list) and isinstance(found, list) and len(given) == len(found):
        return sum(agrees(f"{path}[{at}]", *pair) for at, pair in enumerate(zip(given, found)))
    assert same(given, found), f"{path}: {given!r} was declared and {found!r} is there"
    return 1


def same(given, found):
    """Equal, or equal as JSON, or equal in text: some answers are numbers that were given as text, or small letters."""
    json_too = parsed(given) is not None and parsed(given) == parsed(found)
    return given == found or json_too or str(given).lower() == str(found).lower()


def parsed(value):
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def bucket(template):
    """The photo bucket: each setting by the call that gets it."""
    s3 = boto3.client("s3")
    name = template.name("Photos")
    gets = {
        "PutPublicAccessBlock": ("get_public_access_block", "PublicAccessBlockConfiguration"),
        "PutBucketOwnershipControls": ("get_bucket_ownership_controls", "OwnershipControls"),
        "PutBucketEncryption": ("get_bucket_encryption", "ServerSideEncryptionConfiguration"),
    }
    compared = 0
    for id, _, call, given in shapes.inputs(template):
        if call in gets:
            get, field = gets[call]
            compared += agrees(f"{id} {call}", given[field], getattr(s3, get)(Bucket=name)[field])
    declared = template.properties("Photos")
    status = s3.get_bucket_versioning(Bucket=name).get("Status")
    assert status == declared.get("VersioningConfiguration", {}).get("Status"), status
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    wanted = [shapes.lifecycle(dict(rule)) for rule in declared["LifecycleConfiguration"]["Rules"]]
    for rule, found in zip(sorted(wanted, key=lambda rule: rule["ID"]), sorted(rules, key=lambda rule: rule["ID"])):
        compared += agrees(f"Photos {rule['ID']}", rule, found)
    assert len(rules) == len(wanted), rules
    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    assert policy == template.properties("PhotosPolicy")["PolicyDocument"], policy
    return compared + 2


def definition(template):
    """The state machine's definition, every name in it replaced; names are compared by the states that use them."""
    arn = template.reference("Triage")
    found = boto3.client("stepfunctions").describe_state_machine(stateMachineArn=arn)["definition"]
    assert "${" not in found, "a name in the definition was not replaced"
    declared = json.loads(template.properties("Triage")["DefinitionString"])
    assert blank(json.loads(found)) == blank(declared), "the definition is another one"
    return len(declared["States"])


def blank(node):
    """The same without the ARNs in it: moto knows no aliases and names them otherwise."""
    if isinstance(node, dict):
        return {key: "" if key == "FunctionName" else blank(value) for key, value in node.items()}
    if isinstance(node, list):
        return [blank(item) for item in node]
    return "" if isinstance(node, str) and "arn:aws:batch" in node else node


def policies(template):
    """Each role has the policies that it was declared with, word for word but for the names of things."""
    iam = boto3.client("iam")
    compared = 0
    for id in template.of_type("AWS::IAM::Role"):
        declared = template.properties(id)
        role = template.name(id)
        inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
        assert inline == [policy["PolicyName"] for policy in declared.get("Policies", [])], (id, inline)
        for policy in declared.get("Policies", []):
            found = iam.get_role_policy(RoleName=role, PolicyName=policy["PolicyName"])["PolicyDocument"]
            wanted = policy["PolicyDocument"]["Statement"]
            said = [(s["Sid"], s["Effect"], s["Action"]) for s in document(found)["Statement"]]
            assert said == [(s["Sid"], s["Effect"], s["Action"]) for s in wanted], id
            compared += len(wanted)
    return compared


def document(found):
    """moto answers the policies of its CloudFormation as text of Python: with single quotes, which YAML reads too."""
    return yaml.safe_load(found) if isinstance(found, str) else found


def log_groups(template):
    logs = boto3.client("logs")
    groups = template.of_type("AWS::Logs::LogGroup")
    for id in groups:
        declared = template.properties(id)
        found = logs.describe_log_groups(logGroupNamePrefix=declared["LogGroupName"])["logGroups"]
        assert found and found[0]["retentionInDays"] == declared["RetentionInDays"], (id, found)
    return len(groups)


def queues(template):
    sqs = boto3.client("sqs")
    declared = template.of_type("AWS::SQS::Queue")
    for id in declared:
        url = sqs.get_queue_url(QueueName=template.name(id))["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        given = shapes.queue(template.properties(id))["Attributes"]
        agrees(id, {name: value for name, value in given.items() if name in found}, found)
    return len(declared)


def topics(template):
    found = [topic["TopicArn"] for topic in boto3.client("sns").list_topics()["Topics"]]
    declared = template.of_type("AWS::SNS::Topic")
    assert len(found) == len(declared), found
    return len(found)


def dashboards(template):
    cloudwatch = boto3.client("cloudwatch")
    for id in template.of_type("AWS::CloudWatch::Dashboard"):
        name = template.name(id)
        body = json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])
        assert len(body["widgets"]) >= 4, body
    return len(template.of_type("AWS::CloudWatch::Dashboard"))
