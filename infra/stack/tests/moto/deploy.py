"""Deploys templates into moto's CloudFormation and looks, with boto3, whether things are there as declared.

usage: deploy.py TEMPLATE...

1. Every resource's properties are an input that botocore's models of AWS's calls accept (shapes.py).
2. moto's CloudFormation makes what it knows.
3. What it does not know, and each setting of the bucket, is made by the call behind it, with the same properties.
4. Everything is read back by another call and compared.

Prints a line for each template and exits 0 when all is well.
"""

import io
import os
import sys
import warnings
import zipfile

sys.dont_write_bytecode = True
os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="eu-west-1")

import boto3  # noqa: E402  (the region must be set before)
import yaml  # noqa: E402
from botocore import xform_name  # noqa: E402
from moto import mock_aws  # noqa: E402

import read_back  # noqa: E402
import shapes  # noqa: E402
from template import REGION, STACK, Template  # noqa: E402

# moto 5.2 fails the whole stack on these, wanting what AWS does not: an environment's service role, a key's policy.
NOT_IN_CLOUDFORMATION = [
    "AWS::Batch::ComputeEnvironment", "AWS::Batch::JobDefinition", "AWS::Batch::JobQueue", "AWS::KMS::Key",
]

# What moto has no call for either; the shapes have checked their inputs.
NOT_AT_ALL = {"AWS::EKS::AccessEntry", "AWS::EKS::Addon", "AWS::EKS::PodIdentityAssociation"}

# What moto has no call for where it runs in a cluster of EKS.
NOT_IN_A_CLUSTER = {"AWS::Batch::ComputeEnvironment", "AWS::Batch::JobDefinition", "AWS::Batch::JobQueue"}


def valid_inputs(template):
    """Every input, by resource, after botocore's models have accepted it."""
    inputs = list(shapes.inputs(template))
    wrong = [f"{id}: {call} {found}" for id, service, call, given in inputs
             if (found := shapes.check(service, call, given))]
    assert not wrong, "\n".join(wrong)
    return inputs


def artifact_bucket(keys):
    """A bucket with an empty zip under each key."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("bootstrap", "")
    for key in keys:
        s3.put_object(Bucket="artifacts", Key=key, Body=content.getvalue())


def create_stack(template):
    """The stack in moto's CloudFormation; returns the physical ids of what it made."""
    artifact_bucket(value for value in template.values.values() if value.endswith(".zip"))
    cloudformation = boto3.client("cloudformation")
    cloudformation.validate_template(TemplateBody=template.text)
    left_out = [id for kind in NOT_IN_CLOUDFORMATION for id in template.of_type(kind)]
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=yaml.safe_dump(template.without(left_out), sort_keys=False),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in template.values.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatus"]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    # moto lists some of what it makes by the way, under no logical id.
    made = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
    made = {id: physical for id, physical in made.items() if id in template.resources}
    told = {output["OutputKey"] for output in stack["Outputs"]}
    missing = [name for name, output in template.document["Outputs"].items()
               if name not in told and output["Value"].get("Ref") in made]
    assert not missing, f"outputs are missing: {missing}"
    return made


def call(service, operation, given):
    return getattr(boto3.client(service), xform_name(operation))(**given)


def make(template, made):
    """What CloudFormation left out, and the bucket's settings, by their own calls; returns how many."""
    calls = 0
    for id, service, operation, given in valid_inputs(template):
        kind = template.resources[id]["Type"]
        setting = operation in {operation for operation, _ in shapes.BUCKET_SETTINGS.values()}
        if id in made and not setting:
            continue
        if kind in NOT_AT_ALL or (kind in NOT_IN_A_CLUSTER and template.of_type("AWS::EKS::Cluster")):
            template.absent.add(id)
            continue
        if kind == "AWS::Batch::ComputeEnvironment":
            given = {**given, "serviceRole": service_role()}
        call(service, operation, given)
        calls += 1
    return calls


def service_role():
    return boto3.client("iam").get_role(RoleName="batch")["Role"]["Arn"]


@mock_aws(config={"batch": {"use_docker": False}})
def deploy(path):
    template = Template(path)
    checked = len(valid_inputs(template))
    made = create_stack(template)
    template.take(made)
    boto3.client("iam").create_role(RoleName="batch", AssumeRolePolicyDocument="{}")
    called = make(template, made)
    compared = read_back.everything(template)
    print(f"{os.path.basename(path)}: {checked} inputs are valid, {len(made)} resources by CloudFormation, "
          f"{called} by calls, {compared} fields as declared")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # moto's CloudFormation warns of each type that it does not know
    for name in sys.argv[1:]:
        deploy(name)
