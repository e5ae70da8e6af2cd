use apoyo_cfn::Resource;
use serde_json::Value;

use crate::workload::count;
use crate::{Assumptions, Bill, Deployment, Group, Item, PriceId, Prices};

/// Types of resources that are paid only when they are used, or never.
const FREE: [&str; 49] = [
    "AWS::Batch::ComputeEnvironment",
    "AWS::Batch::JobDefinition",
    "AWS::Batch::JobQueue",
    "AWS::Budgets::Budget",
    "AWS::EC2::FlowLog",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EKS::AccessEntry",
    "AWS::EKS::Addon",
    "AWS::EKS::PodIdentityAssociation",
    "AWS::Events::Rule",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::OIDCProvider",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::ServiceLinkedRole",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Logs::LogGroup",
    "AWS::Logs::ResourcePolicy",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::Scheduler::Schedule",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::StepFunctions::StateMachine",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::StepFunctions::StateMachineVersion",
    "AWS::XRay::Group",
    "AWS::XRay::SamplingRule",
    "AWS::CloudFormation::WaitConditionHandle",
];

/// What a deployment costs in a month in which no photo comes: counted along its template, so that a resource that is
/// added is priced, or named as one whose price is not known.
pub fn idle(deployment: &Deployment, prices: &Prices, assumptions: &Assumptions) -> Bill {
    let mut items = Vec::new();
    let mut notes = Vec::new();
    for (kind, found) in deployment.kinds() {
        match charge(kind, deployment, assumptions) {
            Some(charge) => items.push(charge.item(found, prices)),
            None if is_free(kind, deployment) => {}
            None => notes.push(format!("no price is known for {found} of {kind}: it is left out")),
        }
    }
    items.extend(own_key(deployment, prices));
    notes.extend(cluster_logs(deployment, prices));
    Bill { items, timing: None, notes }
}

/// What a type of resource costs by being there.
struct Charge {
    name: &'static str,
    quantity: Quantity,
    formula: String,
    price: PriceId,
}

/// How many units.
enum Quantity {
    /// For each resource.
    Each(f64),
    /// For all of them together.
    All(f64),
}

impl Charge {
    fn item(self, found: u64, prices: &Prices) -> Item {
        let (quantity, formula) = match self.quantity {
            Quantity::All(quantity) => (quantity, self.formula),
            Quantity::Each(quantity) if found == 1 => (quantity, self.formula),
            Quantity::Each(quantity) => (quantity * count(found), format!("{found} x {}", self.formula)),
        };
        let price = prices.price(self.price);
        Item { group: Group::Idle, name: self.name.to_owned(), formula, quantity, price }
    }
}

fn charge(kind: &str, deployment: &Deployment, assumptions: &Assumptions) -> Option<Charge> {
    let each = |name, each, formula: &str, price| {
        Some(Charge { name, quantity: Quantity::Each(each), formula: formula.to_owned(), price })
    };
    match kind {
        "AWS::CloudWatch::Alarm" => {
            let metrics: Vec<usize> = deployment.resources(kind).map(alarm_metrics).collect();
            let total = count(metrics.iter().sum::<usize>() as u64);
            let formula = format!("{} alarms over {total} metrics", metrics.len());
            let (name, price) = ("CloudWatch, alarms", PriceId::AlarmMetrics);
            Some(Charge { name, quantity: Quantity::All(total), formula, price })
        }
        "AWS::CloudWatch::Dashboard" => {
            each("CloudWatch, dashboard", 1.0, "1 dashboard", PriceId::Dashboards)
        }
        "AWS::Logs::MetricFilter" => {
            each("CloudWatch, metrics of our own", 1.0, "1 metric", PriceId::CustomMetrics)
        }
        "AWS::Pipes::Pipe" => {
            let polls = assumptions.polls_per_minute * 60.0 * Assumptions::HOURS;
            let formula = format!("{} receives a minute that find nothing", assumptions.polls_per_minute);
            each("SQS, asked by the pipe", polls, &formula, PriceId::QueueRequests)
        }
        "AWS::EC2::NatGateway" => each("NAT gateway", Assumptions::HOURS, "730 hours", PriceId::NatHours),
        "AWS::EC2::EIP" => each("Public address", Assumptions::HOURS, "730 hours", PriceId::PublicAddresses),
        "AWS::EKS::Cluster" => each("EKS cluster", Assumptions::HOURS, "730 hours", PriceId::EksClusters),
        "AWS::ECR::Repository" => {
            let gigabytes = assumptions.image_megabytes / 1024.0;
            let formula = format!("1 image of {} MB", assumptions.image_megabytes);
            each("ECR, image of the worker", gigabytes, &formula, PriceId::ImageStorage)
        }
        "AWS::KMS::Key" => each("KMS, key", 1.0, "1 key", PriceId::KmsKeys),
        _ => None,
    }
}

/// Metrics that an alarm looks at: those of its expression, or its only one.
fn alarm_metrics(alarm: &Resource) -> usize {
    match alarm.properties.get("Metrics").and_then(Value::as_array) {
        Some(metrics) => metrics.iter().filter(|metric| metric.get("MetricStat").is_some()).count(),
        None => 1,
    }
}

/// An endpoint of type Gateway is free, one of type Interface is not.
fn is_free(kind: &str, deployment: &Deployment) -> bool {
    let is_gateway =
        |endpoint: &Resource| endpoint.properties.get("VpcEndpointType") == Some(&Value::from("Gateway"));
    FREE.contains(&kind) || (kind == "AWS::EC2::VPCEndpoint" && deployment.resources(kind).all(is_gateway))
}

/// A cluster writes logs of its own though nothing runs in it; how many depends on what watches it.
fn cluster_logs(deployment: &Deployment, prices: &Prices) -> Option<String> {
    let cluster = deployment.resources("AWS::EKS::Cluster").next()?;
    let kinds = cluster.properties.get("Logging")?.pointer("/ClusterLogging/EnabledTypes")?.as_array()?;
    let price = prices.price(PriceId::LogsIngested);
    Some(format!("the cluster writes {} kinds of log, idle too, at {price}: they are left out", kinds.len()))
}

/// A key of one's own is no resource of the stack, but paid for its sake.
fn own_key(deployment: &Deployment, prices: &Prices) -> Option<Item> {
    deployment.config().bucket.kms_key_arn.as_ref().map(|_| Item {
        group: Group::Idle,
        name: "KMS, key of one's own".to_owned(),
        formula: "1 key, which the stack does not make".to_owned(),
        quantity: 1.0,
        price: prices.price(PriceId::KmsKeys),
    })
}
