"""A template as CloudFormation would deploy it: references replaced by the names that things would get."""

import re

import yaml

REGION = "eu-west-1"
ACCOUNT = "123456789012"
STACK = "apoyo"

PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/1",
    "AWS::StackName": STACK,
    "AWS::URLSuffix": "amazonaws.com",
}

# Properties that name a thing; the first one that is there counts.
NAMES = [
    "AlarmName", "BucketName", "DashboardName", "FunctionName", "JobDefinitionName", "LaunchTemplateName",
    "LogGroupName", "RepositoryName", "StateMachineName", "Name",
]

# Types whose names moto makes up, beside all of EC2, and the mark before the name in the physical id.
MADE_UP = {
    "AWS::Events::Rule": "/", "AWS::IAM::InstanceProfile": "/", "AWS::IAM::Role": "/", "AWS::KMS::Key": "/",
    "AWS::S3::Bucket": "/", "AWS::SNS::Topic": ":", "AWS::SQS::Queue": "/",
}

# Types whose Ref is their ARN.
REF_IS_ARN = {
    "AWS::Batch::ComputeEnvironment", "AWS::Batch::JobDefinition", "AWS::Batch::JobQueue", "AWS::Lambda::Alias",
    "AWS::Lambda::Version", "AWS::SNS::Topic", "AWS::StepFunctions::StateMachine",
}


class Template:
    """A template with the values of its parameters."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.document = yaml.safe_load(self.text)
        self.resources = self.document["Resources"]
        self.values = {name: value(name, of) for name, of in self.document.get("Parameters", {}).items()}
        self.made = {}
        self.absent = set()

    def take(self, physical):
        """From now on, things are called what the deployment called them."""
        for id, name in physical.items():
            kind = self.resources[id]["Type"]
            mark = "/" if kind.startswith("AWS::EC2::") else MADE_UP.get(kind)
            if mark:
                self.made[id] = name.rsplit(mark, 1)[-1]

    def of_type(self, kind):
        return {id: resource for id, resource in self.resources.items() if resource["Type"] == kind}

    def properties(self, id):
        """The properties of a resource, with every reference replaced."""
        return self.resolve(self.resources[id].get("Properties", {}))

    def resolve(self, node):
        if isinstance(node, list):
            return [self.resolve(item) for item in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (name, argument), = node.items()
            if name == "Ref":
                return self.reference(argument)
            if name == "Fn::GetAtt":
                return self.attribute(*argument)
            if name == "Fn::Sub":
                return self.sub(argument)
            if name == "Fn::Join":
                mark, parts = argument
                return mark.join(self.resolve(parts))
            if name == "Fn::Select":
                index, items = argument
                return self.resolve(items)[int(index)]
            if name == "Fn::GetAZs":
                return [f"{REGION}{zone}" for zone in "abc"]
            if name == "Fn::Equals":
                left, right = self.resolve(argument)
                return left == right
            if name == "Fn::If":
                condition, yes, no = argument
                return self.resolve(yes if self.resolve(self.document["Conditions"][condition]) else no)
            assert not name.startswith("Fn::"), f"this reader does not know {name}"
        resolved = {key: self.resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value != "AWS::NoValue"}

    def sub(self, argument):
        text, own = argument if isinstance(argument, list) else (argument, {})
        own = {name: self.resolve(value) for name, value in own.items()}

        def stands_for(match):
            mark = match.group(1)
            if mark.startswith("!"):
                return "${" + mark[1:] + "}"
            if mark in own:
                return own[mark]
            return self.attribute(*mark.split(".")) if "." in mark else self.reference(mark)

        return re.sub(r"\$\{([^}]*)\}", stands_for, text)

    def reference(self, id):
        if id == "AWS::NoValue":
            return id
        if id in PSEUDO:
            return PSEUDO[id]
        if id in self.values:
            return self.values[id]
        return self.attribute(id, "Arn") if self.resources[id]["Type"] in REF_IS_ARN else self.name(id)

    def name(self, id):
        if id in self.made:
            return self.made[id]
        properties = self.resources[id].get("Properties", {})
        alias = self.resources[id]["Type"] == "AWS::Lambda::Alias"
        given = next((properties[name] for name in NAMES if name in properties and not alias), None)
        return self.resolve(given) if given else f"{STACK}-{id}".lower()

    def attribute(self, id, attribute):
        kind, name = self.resources[id]["Type"], self.name(id)
        if attribute == "LatestVersionNumber" or (kind, attribute) == ("AWS::Lambda::Version", "Version"):
            return "1"
        if not attribute.endswith("Arn"):
            named = id in self.made or attribute in ("Name", "QueueName", "TopicName")
            return name if named else f"{name}-{attribute}".lower()
        service = kind.split("::")[1].lower()
        here = f"arn:aws:{service}:{REGION}:{ACCOUNT}:"
        forms = {
            "AWS::S3::Bucket": f"arn:aws:s3:::{name}",
            "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "AWS::IAM::InstanceProfile": f"arn:aws:iam::{ACCOUNT}:instance-profile/{name}",
            "AWS::Lambda::Function": f"{here}function:{name}",
            "AWS::Logs::LogGroup": f"{here}log-group:{name}:*",
            "AWS::StepFunctions::StateMachine": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}",
            "AWS::Events::Rule": f"{here}rule/{name}",
            "AWS::ECR::Repository": f"{here}repository/{name}",
            "AWS::Batch::ComputeEnvironment": f"{here}compute-environment/{name}",
            "AWS::Batch::JobQueue": f"{here}job-queue/{name}",
            "AWS::Batch::JobDefinition": f"{here}job-definition/{name}:1",
            "AWS::EKS::Cluster": f"{here}cluster/{name}",
            "AWS::KMS::Key": f"{here}key/{name}",
            "AWS::SNS::Topic": f"{here}{name}",
            "AWS::SQS::Queue": f"{here}{name}",
        }
        if kind == "AWS::Lambda::Alias":
            alias = self.properties(id)
            return f"{here}function:{alias['FunctionName']}:{alias['Name']}"
        return forms[kind]

    def without(self, ids):
        """The document without these resources: who names them is given the names that they would have."""

        def keep(node):
            if isinstance(node, list):
                return [keep(item) for item in node]
            if not isinstance(node, dict):
                return node
            if node.get("Ref") in ids or ("Fn::GetAtt" in node and node["Fn::GetAtt"][0] in ids):
                return self.resolve(node)
            return {key: keep(value) for key, value in node.items()}

        document = keep(self.document)
        document["Resources"] = {id: r for id, r in document["Resources"].items() if id not in ids}
        for resource in document["Resources"].values():
            if isinstance(resource.get("DependsOn"), list):
                resource["DependsOn"] = [id for id in resource["DependsOn"] if id not in ids]
        return document


def value(name, parameter):
    """What the trial deployment gives for a parameter."""
    if name == "ArtifactBucket":
        return "artifacts"
    if name == "WorkerImageTag":
        return "0123456789ab"
    if parameter.get("AllowedValues"):
        return parameter["AllowedValues"][-1]
    return parameter.get("Default") or f"functions/{name}.zip"
