"""Deploys a template into moto's CloudFormation and looks, with boto3, whether things are there as declared.

usage: deploy.py TEMPLATE. Says nothing and exits 0 when all is well. Types that moto does not know are left out, and
named on stderr.
"""

import io
import os
import sys
import zipfile

import boto3
import yaml
from moto import mock_aws

REGION = "eu-west-1"
STEPS = ["list", "stage", "classify", "keep", "delete", "report"]

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION)


def artifact_bucket(names):
    """A bucket with an empty zip under each name."""
    s3 = boto3.client("s3", REGION)
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("bootstrap", "")
    for name in names:
        s3.put_object(Bucket="artifacts", Key=name, Body=content.getvalue())


def parameters(template):
    given = {"ArtifactBucket": "artifacts", "WorkerImageTag": "0123456789ab"}
    return {name: given.get(name, f"code/{name}.zip") for name in template["Parameters"]}


@mock_aws
def deploy(path):
    text = open(path, encoding="utf-8").read()
    template = yaml.safe_load(text)
    values = parameters(template)
    artifact_bucket(value for value in values.values() if value.endswith(".zip"))
    cloudformation = boto3.client("cloudformation", REGION)
    cloudformation.validate_template(TemplateBody=text)
    cloudformation.create_stack(
        StackName="apoyo",
        TemplateBody=text,
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = cloudformation.describe_stacks(StackName="apoyo")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatus"]
    made = {r["LogicalResourceId"] for r in cloudformation.list_stack_resources(StackName="apoyo")["StackResourceSummaries"]}
    missing = {k: v["Type"] for k, v in template["Resources"].items() if k not in made}
    if missing:
        print(f"moto left out: {missing}", file=sys.stderr)
    outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
    look(template, made, outputs)


def look(template, made, outputs):
    declared = template["Resources"]
    bucket(declared["Photos"]["Properties"], outputs["PhotoBucketName"])
    functions(declared)
    arn = outputs["StateMachineArn"]
    machine = boto3.client("stepfunctions", REGION).describe_state_machine(stateMachineArn=arn)
    assert machine["name"] == "apoyo-triage", machine["name"]
    assert "${" not in machine["definition"], "a name in the definition was not replaced"
    queues = boto3.client("sqs", REGION).list_queues().get("QueueUrls", [])
    wanted = [k for k, v in declared.items() if v["Type"] == "AWS::SQS::Queue"]
    assert len(queues) == len(wanted), queues
    if "Schedule" in made:
        schedule = boto3.client("scheduler", REGION).get_schedule(Name="apoyo-triage")
        assert schedule["Target"]["Arn"] == arn, schedule["Target"]


def bucket(declared, name):
    # moto's CloudFormation takes encryption from the template, and neither versioning nor public access block.
    s3 = boto3.client("s3", REGION)
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
    algorithm = encryption["Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    wanted = declared["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert algorithm == wanted["ServerSideEncryptionByDefault"]["SSEAlgorithm"], algorithm


def functions(declared):
    client = boto3.client("lambda", REGION)
    iam = boto3.client("iam", REGION)
    for step in STEPS:
        found = client.get_function(FunctionName=f"apoyo-{step}")["Configuration"]
        wanted = declared[step.capitalize()]["Properties"]
        assert found["Runtime"] == "provided.al2023", found["Runtime"]
        assert found["MemorySize"] == wanted["MemorySize"], found["MemorySize"]
        assert found["Timeout"] == wanted["Timeout"], found["Timeout"]
        role = found["Role"].rsplit("/", 1)[1]
        assert iam.list_role_policies(RoleName=role)["PolicyNames"] == ["grants"], role


if __name__ == "__main__":
    deploy(sys.argv[1])
