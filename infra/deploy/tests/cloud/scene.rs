//! A deployment before a script: an account in which nothing is, unless the test says otherwise.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use apoyo_cfn::{Resource, Template, ValidTemplate};
use apoyo_deploy::{
    Addressing, Artifact, ArtifactBucket, Cloud, DeployError, Ended, Notice, Pause, Prepared, Request,
};
use apoyo_stack::StackName;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider, StalledStreamProtectionConfig};
use serde_json::json;

use crate::answers::{CHANGE_SET_ID, STACK_ID, caller, change, change_set, done, empty, no_stack};
use crate::wire::Wire;

/// The cloud, the script behind it, and what was told and waited for.
pub(crate) struct Scene {
    pub(crate) wire: Wire,
    pub(crate) cloud: Cloud,
    pub(crate) waits: Waits,
    pub(crate) told: Vec<Notice>,
}

/// Time that passes at once.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<Vec<Duration>>);

impl Pause for Waits {
    async fn pause(&self, time: Duration) {
        self.0.lock().unwrap().push(time);
    }
}

impl Waits {
    pub(crate) fn seconds(&self) -> Vec<u64> {
        self.0.lock().unwrap().iter().map(Duration::as_secs).collect()
    }
}

impl Scene {
    /// Nothing is deployed, the artifact bucket is there and empty, and a change set adds one queue.
    pub(crate) async fn new() -> Self {
        let wire = Wire::default();
        let made = format!("<Id>{CHANGE_SET_ID}</Id><StackId>{STACK_ID}</StackId>");
        wire.answer("GetCallerIdentity", [caller()]);
        wire.answer("DescribeStacks", [no_stack()]);
        wire.answer("HeadBucket", [empty(200)]);
        wire.answer("HeadObject", [empty(404)]);
        for operation in ["CreateBucket", "PutObject", "PutBucket:publicAccessBlock", "PutBucket:policy"] {
            wire.answer(operation, [empty(200)]);
        }
        wire.answer("PutBucket:encryption", [empty(200)]);
        wire.answer("PutBucket:lifecycle", [empty(200)]);
        wire.answer("CreateChangeSet", [done("CreateChangeSet", &made)]);
        let added = change("Add", "Letters", "AWS::SQS::Queue");
        wire.answer("DescribeChangeSet", [change_set("CREATE_COMPLETE", "", &added)]);
        for operation in ["ExecuteChangeSet", "DeleteChangeSet", "DeleteStack"] {
            wire.answer(operation, [done(operation, "")]);
        }
        let cloud = Cloud::new(&config(&wire), Addressing::Path).await.unwrap();
        Self { wire, cloud, waits: Waits::default(), told: Vec::new() }
    }

    pub(crate) async fn prepare(&mut self) -> Result<Prepared, DeployError> {
        let (stack, template) = (name(), template());
        let zip = Artifact::function("list", b"zip of list".to_vec());
        let request = Request {
            stack: &stack,
            template: &template,
            given: BTreeMap::from([("ListCode".to_owned(), zip.key().to_owned())]),
            artifacts: &[zip],
            bucket: ArtifactBucket::Own,
            role: Some("arn:aws:iam::123456789012:role/pipeline/service"),
            change_set: "apoyo-1".to_owned(),
        };
        let told = &mut self.told;
        self.cloud.prepare(&request, &self.waits, &mut |notice| told.push(notice)).await
    }

    /// Prepares changes and makes them.
    pub(crate) async fn deploy(&mut self) -> Result<Ended, DeployError> {
        let Prepared::Changed(ready) = self.prepare().await? else { panic!("there are changes") };
        let told = &mut self.told;
        self.cloud.execute(&ready, &self.waits, &mut |notice| told.push(notice)).await
    }

    /// Names and statuses of the events that were told.
    pub(crate) fn happened(&self) -> Vec<(String, String)> {
        let events = self.told.iter().filter_map(|notice| match notice {
            Notice::Happened { event, .. } => Some((event.logical_id.clone(), event.status.clone())),
            _ => None,
        });
        events.collect()
    }
}

pub(crate) fn name() -> StackName {
    StackName::default()
}

fn template() -> ValidTemplate {
    let mut template = Template::new("test");
    for parameter in ["ArtifactBucket", "ListCode"] {
        let declared = serde_json::from_value(json!({"Type": "String", "Description": parameter})).unwrap();
        template.parameters.insert(parameter.parse().unwrap(), declared);
    }
    let queue = Resource::new("AWS::SQS::Queue", json!({"QueueName": {"Ref": "ListCode"}}));
    template.resources.insert("Letters".parse().unwrap(), queue);
    template.check().unwrap()
}

/// The SDK itself tries once, so that each answer of the script is met exactly once.
pub(crate) fn config(wire: &Wire) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("k", "s", None, None, "test")))
        .endpoint_url("http://aws.test")
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(wire.clone())
        .build()
}
