use std::time::Duration;

use apoyo_cfn::{LogicalId, Parameter};
use apoyo_constructs::{Code, ConstructId, Function, FunctionProps, PhotoBucket, Stack, StateMachineName};
use serde_json::{Value, json};

use crate::config::Config;
use crate::environment::environment;

/// The six functions.
#[derive(Debug)]
pub(crate) struct Steps {
    pub(crate) list: Function,
    pub(crate) stage: Function,
    pub(crate) classify: Function,
    pub(crate) keep: Function,
    pub(crate) delete: Function,
    pub(crate) report: Function,
}

/// What a step's function is like.
struct Step {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    memory_mebibytes: u16,
    timeout: Duration,
}

/// A step that only asks S3 to move bytes needs little memory; more of it buys more CPU for TLS, and 256 MiB are enough
/// for that.
const fn mover(id: &'static str, name: &'static str, description: &'static str) -> Step {
    Step { id, name, description, memory_mebibytes: 256, timeout: ONE_PHOTO }
}

/// Longer than the three tries of 50 seconds that the bucket makes of one call, so that a call that hangs is reported as
/// `Apoyo.Transient` and not as a killed function; shorter than the 5 minutes of an Express execution.
const ONE_PHOTO: Duration = Duration::from_mins(3);

/// Steps that see a whole execution: 15 minutes is the most that Lambda gives.
const LONGEST: Duration = Duration::from_mins(15);

impl Steps {
    pub(crate) fn define(
        stack: &mut Stack,
        config: &Config,
        photos: &PhotoBucket,
        (triage, batch_lane): (&StateMachineName, Value),
    ) -> Self {
        let bucket = stack.parameter(&ConstructId::new("ArtifactBucket"), artifact_bucket());
        let mut define = |step: &Step, own: Vec<(&'static str, Value)>| {
            let environment = environment(config, photos).into_iter().chain(own).collect();
            function(stack, step, config, (&bucket, environment))
        };
        let watched = json!(triage.arn());
        let list = vec![("APOYO_STATE_MACHINE_ARN", watched), ("APOYO_BATCH_LANE", batch_lane)];
        let retention =
            vec![("APOYO_TRASH_RETENTION_DAYS", json!(config.bucket.trash_days.get().to_string()))];
        Self {
            list: define(&list_step(), list),
            stage: define(&mover("Stage", "stage", "Claims a photo for an execution."), vec![]),
            classify: define(&classify_step(config), vec![]),
            keep: define(&mover("Keep", "keep", "Moves a photo to where it is kept or reviewed."), vec![]),
            delete: define(
                &mover("Delete", "delete", "Moves a photo without a pylon to the trash."),
                retention,
            ),
            report: define(&report_step(), vec![]),
        }
    }

    /// Every function.
    pub(crate) fn all(&self) -> [&Function; 6] {
        [&self.list, &self.stage, &self.classify, &self.keep, &self.delete, &self.report]
    }

    /// Writes every role.
    pub(crate) fn attach(self, stack: &mut Stack) {
        for step in [self.list, self.stage, self.classify, self.keep, self.delete, self.report] {
            step.role.attach(stack);
        }
    }
}

fn list_step() -> Step {
    let description = "Plans an execution: lists the photos and writes the manifest.";
    Step { id: "List", name: "list", description, memory_mebibytes: 512, timeout: LONGEST }
}

fn classify_step(config: &Config) -> Step {
    Step {
        id: "Classify",
        name: "classify",
        description: "Looks at a photo and says whether a pylon is visible.",
        memory_mebibytes: config.functions.classify_mebibytes.get(),
        timeout: ONE_PHOTO,
    }
}

fn report_step() -> Step {
    let description = "Accounts for every photo of an execution and writes the reports.";
    Step { id: "Report", name: "report", description, memory_mebibytes: 1024, timeout: LONGEST }
}

fn function(
    stack: &mut Stack,
    step: &Step,
    config: &Config,
    (bucket, environment): (&LogicalId, Vec<(&'static str, Value)>),
) -> Function {
    let id = ConstructId::new(step.id);
    let key = stack.parameter(&id.child("Code"), code_key(step.name));
    let props = FunctionProps {
        name: step.name.to_owned(),
        description: step.description.to_owned(),
        code: Code { bucket: bucket.clone(), key },
        architecture: config.functions.architecture.architecture(),
        memory_mebibytes: step.memory_mebibytes,
        timeout: step.timeout,
        environment,
        log_retention: config.functions.log_days.retention(),
    };
    Function::define(stack, &id, &props)
}

fn artifact_bucket() -> Parameter {
    Parameter {
        kind: "String".to_owned(),
        description: "Bucket that holds the functions' zips.".to_owned(),
        default: None,
        allowed_values: Vec::new(),
        allowed_pattern: Some("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]".to_owned()),
        constraint_description: Some("must be the name of a bucket".to_owned()),
    }
}

fn code_key(step: &str) -> Parameter {
    Parameter {
        kind: "String".to_owned(),
        description: format!("Key of the zip of {step}; it holds the hash of the content."),
        default: None,
        allowed_values: Vec::new(),
        allowed_pattern: Some("[A-Za-z0-9/_.-]{1,200}\\.zip".to_owned()),
        constraint_description: Some("must be the key of a zip".to_owned()),
    }
}
