//! A resource of the app as it would be in the account, under the name that CloudFormation gives it.

use serde_json::Value;

use crate::iam::Deployed;

/// What CloudFormation puts behind a name that it makes up.
const RANDOM: &str = "1A2B3C4D5E6F";

/// A resource of a template, deployed as the stack `apoyo`.
pub(crate) struct AppResource<'d> {
    pub(crate) kind: String,
    pub(crate) id: String,
    retained: bool,
    deployed: &'d Deployed,
}

/// Every resource of a template.
pub(crate) fn all<'d>(template: &Value, deployed: &'d Deployed) -> Vec<AppResource<'d>> {
    let resources = template["Resources"].as_object().unwrap();
    let resource = |(id, resource): (&String, &Value)| AppResource {
        kind: resource["Type"].as_str().unwrap().to_owned(),
        id: id.clone(),
        retained: resource["DeletionPolicy"] == "Retain",
        deployed,
    };
    resources.iter().map(resource).collect()
}

impl AppResource<'_> {
    /// Its properties, with references resolved.
    pub(crate) fn properties(&self) -> Value {
        self.deployed.properties(&self.id)
    }

    /// Whether it stays when it leaves the stack.
    pub(crate) fn retained(&self) -> bool {
        self.retained
    }

    /// Its ARN, as IAM meets it in calls that make, change or remove it.
    pub(crate) fn arn(&self) -> String {
        let name = self.name();
        let here = |service: &str, rest: &str| format!("arn:aws:{service}:eu-west-1:123456789012:{rest}");
        let global = |service: &str, rest: &str| format!("arn:aws:{service}::123456789012:{rest}");
        match self.kind.strip_prefix("AWS::").unwrap() {
            "S3::Bucket" | "S3::BucketPolicy" => format!("arn:aws:s3:::{}", name.to_lowercase()),
            "IAM::Role" => global("iam", &format!("role/{name}")),
            "IAM::InstanceProfile" => global("iam", &format!("instance-profile/{name}")),
            "CloudWatch::Dashboard" => global("cloudwatch", &format!("dashboard/{name}")),
            "Budgets::Budget" => global("budgets", &format!("budget/{name}")),
            "Lambda::Function" | "Lambda::Version" | "Lambda::Alias" => {
                here("lambda", &format!("function:{name}:1"))
            }
            "Logs::LogGroup" => here("logs", &format!("log-group:{name}:*")),
            "StepFunctions::StateMachine" => here("states", &format!("stateMachine:{name}")),
            "SQS::Queue" | "SQS::QueuePolicy" => here("sqs", &name),
            "SNS::Topic" | "SNS::TopicPolicy" => here("sns", &name),
            "Events::Rule" => here("events", &format!("rule/{name}")),
            "Pipes::Pipe" => here("pipes", &format!("pipe/{name}")),
            "Scheduler::Schedule" => here("scheduler", &format!("schedule/default/{name}")),
            "CloudWatch::Alarm" => here("cloudwatch", &format!("alarm:{name}")),
            "KMS::Key" => here("kms", "key/1f2e"),
            "ECR::Repository" => here("ecr", &format!("repository/{name}")),
            "Batch::ComputeEnvironment" => {
                here("batch", &format!("compute-environment/{}", self.batch_name()))
            }
            "Batch::JobQueue" => here("batch", &format!("job-queue/{}", self.batch_name())),
            "Batch::JobDefinition" => here("batch", &format!("job-definition/{name}:3")),
            "EKS::Cluster" => here("eks", &format!("cluster/{name}")),
            "EKS::AccessEntry" => here("eks", &format!("access-entry/{}/role/x", self.cluster())),
            kind if kind.starts_with("EKS::") => {
                let part = kind.trim_start_matches("EKS::").to_lowercase();
                here("eks", &format!("{part}/{}/x", self.cluster()))
            }
            kind if kind.starts_with("EC2::") => here("ec2", &format!("{}/x-0123", kind.to_lowercase())),
            kind => panic!("the trial does not know how {kind} is named"),
        }
    }

    /// The name that is given, or what CloudFormation makes up.
    fn name(&self) -> String {
        let properties = self.properties();
        let policies = [("AWS::S3::BucketPolicy", "Policy"), ("AWS::SQS::QueuePolicy", "Policy")];
        let subject = policies
            .iter()
            .find(|(kind, _)| *kind == self.kind)
            .map(|(_, end)| self.id.trim_end_matches(end));
        let given = [
            "BucketName",
            "FunctionName",
            "LogGroupName",
            "StateMachineName",
            "AlarmName",
            "DashboardName",
            "RepositoryName",
            "JobDefinitionName",
            "RoleName",
            "QueueName",
            "TopicName",
            "Name",
        ];
        let budget = properties.pointer("/Budget/BudgetName").cloned();
        let bucket = subject.and_then(|id| self.deployed.properties(id).get("BucketName").cloned());
        let name = given.iter().find_map(|name| properties.get(*name).cloned()).or(budget).or(bucket);
        name.map_or_else(
            || format!("apoyo-{}-{RANDOM}", subject.unwrap_or(&self.id)),
            |name| name.as_str().unwrap().to_owned(),
        )
    }

    /// Without a name of its own, a thing of Batch is named after its logical id and not after the stack.
    fn batch_name(&self) -> String {
        let properties = self.properties();
        let given =
            ["ComputeEnvironmentName", "JobQueueName"].iter().find_map(|name| properties[*name].as_str());
        given.map_or_else(|| format!("{}-{RANDOM}", self.id), ToOwned::to_owned)
    }

    fn cluster(&self) -> String {
        self.properties()["ClusterName"].as_str().unwrap_or("apoyo").to_owned()
    }
}
