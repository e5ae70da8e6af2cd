//! A template as CloudFormation would deploy it: references replaced by the names that things would get.

use serde_json::{Map, Value};

/// The account, region and stack name of the trial deployment.
const PLACE: [(&str, &str); 6] = [
    ("AWS::AccountId", "123456789012"),
    ("AWS::Partition", "aws"),
    ("AWS::Region", "eu-west-1"),
    ("AWS::StackName", "apoyo"),
    ("AWS::URLSuffix", "amazonaws.com"),
    ("AWS::StackId", "arn:aws:cloudformation:eu-west-1:123456789012:stack/apoyo/1"),
];

/// The values of parameters that conditions ask for; what else is given has no bearing on policies.
const GIVEN: [(&str, &str); 1] = [("KubernetesReady", "yes")];

/// A template with every reference resolved.
pub(crate) struct Deployed {
    resources: Map<String, Value>,
    parameters: Map<String, Value>,
    conditions: Map<String, Value>,
    given: Vec<(String, String)>,
}

impl Deployed {
    /// Reads the YAML of a template, as CloudFormation does.
    pub(crate) fn read(yaml: &str) -> Self {
        Self::with(yaml, &GIVEN)
    }

    /// The same, with these values of parameters: a resource whose condition does not hold is not there.
    pub(crate) fn with(yaml: &str, given: &[(&str, &str)]) -> Self {
        let template: Value = serde_yaml::from_str(yaml).unwrap();
        let part = |name: &str| template.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (parameters, conditions) = (part("Parameters"), part("Conditions"));
        let mut deployed = Self { resources: part("Resources"), parameters, conditions, given };
        let there: Vec<bool> =
            deployed.resources.values().map(|resource| deployed.is_there(resource)).collect();
        let mut there = there.into_iter();
        deployed.resources.retain(|_, _| there.next().unwrap());
        deployed
    }

    fn is_there(&self, resource: &Value) -> bool {
        resource.get("Condition").is_none_or(|condition| self.holds(condition.as_str().unwrap()))
    }

    fn holds(&self, condition: &str) -> bool {
        let sides = self.resolve(&self.conditions[condition]["Fn::Equals"]);
        sides[0] == sides[1]
    }

    /// Logical ids of the resources of a type.
    pub(crate) fn of_type(&self, kind: &str) -> Vec<&str> {
        self.resources.iter().filter(|(_, r)| r["Type"] == kind).map(|(id, _)| id.as_str()).collect()
    }

    /// Logical ids of all resources.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(String::as_str)
    }

    /// The properties of a resource, resolved.
    pub(crate) fn properties(&self, id: &str) -> Value {
        self.resolve(&self.resources.get(id).unwrap_or_else(|| panic!("no resource {id}"))["Properties"])
    }

    /// The statements of a role's policies.
    pub(crate) fn role_statements(&self, id: &str) -> Vec<Value> {
        let policies = self.properties(id)["Policies"].as_array().cloned().unwrap_or_default();
        policies
            .iter()
            .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap().clone())
            .collect()
    }

    /// The statements of a bucket's or queue's own policy.
    pub(crate) fn resource_statements(&self, policy: &str) -> Vec<Value> {
        self.properties(policy)["PolicyDocument"]["Statement"].as_array().unwrap().clone()
    }

    /// The ARN of a resource.
    pub(crate) fn arn(&self, id: &str) -> String {
        self.attribute(id, "Arn")
    }

    fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect(),
            Value::Object(fields) => match fields.iter().next() {
                Some((name, argument)) if fields.len() == 1 && name == "Ref" => {
                    self.reference(argument.as_str().unwrap()).into()
                }
                Some((name, argument)) if fields.len() == 1 && name == "Fn::GetAtt" => {
                    self.attribute(argument[0].as_str().unwrap(), argument[1].as_str().unwrap()).into()
                }
                Some((name, argument)) if fields.len() == 1 && name == "Fn::Sub" => self.sub(argument).into(),
                Some((name, argument)) if fields.len() == 1 && name == "Fn::If" => {
                    let chosen = if self.holds(argument[0].as_str().unwrap()) { 1 } else { 2 };
                    self.resolve(&argument[chosen])
                }
                Some((name, argument)) if fields.len() == 1 && name == "Fn::Join" => {
                    let parts: Vec<_> =
                        argument[1].as_array().unwrap().iter().map(|part| self.resolve(part)).collect();
                    let parts: Vec<_> = parts.iter().map(|part| part.as_str().unwrap()).collect();
                    parts.join(argument[0].as_str().unwrap()).into()
                }
                _ => fields.iter().map(|(name, field)| (name.clone(), self.resolve(field))).collect(),
            },
            other => other.clone(),
        }
    }

    fn sub(&self, argument: &Value) -> String {
        let (text, variables) = match argument {
            Value::Array(parts) => (parts[0].as_str().unwrap(), self.resolve(&parts[1])),
            text => (text.as_str().unwrap(), Value::Null),
        };
        let mut parts = text.split("${");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (mark, rest) = part.split_once('}').unwrap();
            match (mark.strip_prefix('!'), variables.get(mark), mark.split_once('.')) {
                (Some(literal), ..) => out.extend(["${", literal, "}"]),
                (_, Some(own), _) => out.push_str(own.as_str().unwrap()),
                (_, _, Some((id, attribute))) => out.push_str(&self.attribute(id, attribute)),
                _ => out.push_str(&self.reference(mark)),
            }
            out.push_str(rest);
        }
        out
    }

    fn reference(&self, id: &str) -> String {
        if let Some((_, value)) = PLACE.iter().find(|(name, _)| *name == id) {
            return (*value).to_owned();
        }
        if let Some((_, value)) = self.given.iter().find(|(name, _)| name == id) {
            return value.clone();
        }
        if self.parameters.contains_key(id) {
            return format!("parameter-{id}");
        }
        match self.kind(id) {
            "AWS::StepFunctions::StateMachine"
            | "AWS::Lambda::Alias"
            | "AWS::SNS::Topic"
            | "AWS::Batch::JobQueue"
            | "AWS::Batch::JobDefinition"
            | "AWS::Batch::ComputeEnvironment" => self.attribute(id, "Arn"),
            _ => self.name(id),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        let name = self.name(id);
        let here = |service: &str, rest: String| format!("arn:aws:{service}:eu-west-1:123456789012:{rest}");
        match (self.kind(id), attribute) {
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{name}"),
            ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::123456789012:role/{name}"),
            ("AWS::Logs::LogGroup", "Arn") => here("logs", format!("log-group:{name}:*")),
            ("AWS::SQS::Queue", "Arn") => here("sqs", name),
            ("AWS::SNS::Topic", "Arn" | "TopicArn") => here("sns", name),
            ("AWS::Events::Rule", "Arn") => here("events", format!("rule/{name}")),
            ("AWS::ECR::Repository", "Arn") => here("ecr", format!("repository/{name}")),
            ("AWS::StepFunctions::StateMachine", "Arn") => here("states", format!("stateMachine:{name}")),
            ("AWS::EKS::Cluster", "Arn") => here("eks", format!("cluster/{name}")),
            ("AWS::KMS::Key", "Arn") => here("kms", format!("key/{name}")),
            ("AWS::Lambda::Function", "Arn") => here("lambda", format!("function:{name}")),
            ("AWS::Batch::JobQueue", "Arn") => here("batch", format!("job-queue/{name}")),
            ("AWS::Batch::JobDefinition", "Arn") => here("batch", format!("job-definition/{name}:1")),
            ("AWS::Lambda::Alias", "Arn") => {
                let alias = self.properties(id);
                here(
                    "lambda",
                    format!(
                        "function:{}:{}",
                        alias["FunctionName"].as_str().unwrap(),
                        alias["Name"].as_str().unwrap()
                    ),
                )
            }
            _ => format!("{name}.{attribute}"),
        }
    }

    /// The name that a thing has or would be given.
    fn name(&self, id: &str) -> String {
        let own = [
            "BucketName",
            "FunctionName",
            "StateMachineName",
            "LogGroupName",
            "Name",
            "JobQueueName",
            "JobDefinitionName",
            "RepositoryName",
            "QueueName",
            "RoleName",
        ];
        let properties = &self.resources[id]["Properties"];
        let given = own
            .iter()
            .find_map(|name| properties.get(name))
            .filter(|_| self.kind(id) != "AWS::Lambda::Alias");
        given.map_or_else(
            || format!("apoyo-{id}").to_lowercase(),
            |name| self.resolve(name).as_str().unwrap().to_owned(),
        )
    }

    fn kind(&self, id: &str) -> &str {
        self.resources
            .get(id)
            .and_then(|resource| resource["Type"].as_str())
            .unwrap_or_else(|| panic!("no resource {id}"))
    }
}
