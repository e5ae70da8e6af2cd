use apoyo_cfn::{Pseudo, Sub, bucket_arn};
use serde_json::Value;

use super::artifacts;
use crate::config::Config;

/// What the app's things are or will be called: the app's name begins the name of everything in it that has one, be it
/// given or made up by CloudFormation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    app: String,
    bucket: Option<String>,
    kms_key_arn: Option<String>,
}

/// Where the pipeline's own roles and policies lie: no name of the app begins so.
pub(super) const PATH: &str = "/pipeline/";

/// Things of the app that a right is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Things {
    Alarms,
    Artifacts,
    Batch,
    Budgets,
    Clusters,
    Dashboards,
    /// Actions that know no resource.
    Everything,
    Functions,
    InstanceProfiles,
    /// Keys have no names: those of this region and account.
    Keys,
    LogGroups,
    /// Of EC2, which gives numbers and no names: what lies in this region and account.
    Network,
    PhotoBucket,
    Pipes,
    Queues,
    Repositories,
    Roles,
    Rules,
    Schedules,
    ServiceLinkedRoles,
    StateMachines,
    Topics,
}

impl Names {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            app: config.name.as_str().to_owned(),
            bucket: config.bucket.name.as_ref().map(|name| name.as_str().to_owned()),
            kms_key_arn: config.bucket.kms_key_arn.as_ref().map(|arn| arn.as_str().to_owned()),
        }
    }

    /// The app's name.
    pub(super) fn app(&self) -> &str {
        &self.app
    }

    /// The key of one's own that photos are encrypted with, if there is one.
    pub(super) fn kms_key_arn(&self) -> Option<&str> {
        self.kms_key_arn.as_deref()
    }

    /// ARNs or patterns of things of the app.
    pub(super) fn arns(&self, things: Things) -> Vec<Value> {
        let app = &self.app;
        let here = |service: &str, rest: &str| Value::from(Sub::arn(service, rest));
        match things {
            Things::Alarms => vec![here("cloudwatch", &format!("alarm:{app}-*"))],
            Things::Artifacts => vec![bucket_arn(&artifacts::id().logical_id(), "*").into()],
            // What has no name of its own, so that it can be replaced, CloudFormation names after its logical id.
            Things::Batch => ["compute-environment", "job-queue", "job-definition"]
                .iter()
                .flat_map(|kind| [format!("{kind}/{app}-*"), format!("{kind}/Batch*")])
                .map(|rest| here("batch", &rest))
                .collect(),
            Things::Budgets => vec![global("budgets", &format!("budget/{app}-*"))],
            Things::Clusters => ["cluster", "nodegroup", "addon", "access-entry", "podidentityassociation"]
                .map(|kind| here("eks", &format!("{kind}/{app}*")))
                .into(),
            Things::Dashboards => {
                ["", "-*"].map(|rest| global("cloudwatch", &format!("dashboard/{app}{rest}"))).into()
            }
            Things::Everything => vec!["*".into()],
            Things::Functions => vec![here("lambda", &format!("function:{app}-*"))],
            Things::InstanceProfiles => vec![global("iam", &format!("instance-profile/{app}-*"))],
            Things::Keys => vec![here("kms", "key/*")],
            Things::LogGroups => {
                ["-*", "/*"].map(|rest| here("logs", &format!("log-group:/aws/*/{app}{rest}"))).into()
            }
            Things::Network => vec![here("ec2", "*/*")],
            Things::PhotoBucket => vec![self.photo_bucket().into()],
            Things::Pipes => vec![here("pipes", &format!("pipe/{app}-*"))],
            Things::Queues => vec![here("sqs", &format!("{app}-*"))],
            Things::Repositories => vec![here("ecr", &format!("repository/{app}-*"))],
            Things::Roles => vec![global("iam", &format!("role/{app}-*"))],
            Things::Rules => vec![here("events", &format!("rule/{app}-*"))],
            Things::Schedules => vec![here("scheduler", &format!("schedule/default/{app}-*"))],
            Things::ServiceLinkedRoles => vec![global("iam", "role/aws-service-role/*")],
            Things::StateMachines => vec![here("states", &format!("stateMachine:{app}-*"))],
            Things::Topics => vec![here("sns", &format!("{app}-*"))],
        }
    }

    /// The photo bucket; without a name of its own it is called after the app and its logical id.
    pub(super) fn photo_bucket(&self) -> Sub {
        self.bucket
            .as_ref()
            .map_or_else(|| s3().text(&format!("{}-photos-*", self.app)), |name| s3().text(name))
    }

    /// The ARN of the boundary.
    pub(super) fn boundary(&self) -> Sub {
        iam(&format!("policy{PATH}{}-boundary", self.app))
    }

    /// The app's stack, whatever number CloudFormation gives it.
    pub(super) fn stack(&self) -> Value {
        Sub::arn("cloudformation", &format!("stack/{}/*", self.app)).into()
    }
}

fn s3() -> Sub {
    Sub::new().text("arn:").pseudo(Pseudo::Partition).text(":s3:::")
}

/// An ARN of IAM, which knows no regions.
pub(super) fn iam(rest: &str) -> Sub {
    nowhere("iam", rest)
}

fn global(service: &str, rest: &str) -> Value {
    nowhere(service, rest).into()
}

fn nowhere(service: &str, rest: &str) -> Sub {
    let start = Sub::new().text("arn:").pseudo(Pseudo::Partition).text(&format!(":{service}::"));
    start.pseudo(Pseudo::AccountId).text(":").text(rest)
}
