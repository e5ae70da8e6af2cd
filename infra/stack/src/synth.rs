use std::collections::BTreeMap;
use std::time::Duration;

use apoyo_cfn::{Pseudo, Sub, ValidTemplate};
use apoyo_constructs::{
    BatchLane, ConstructId, Days, DeadLetterQueue, Encryption, GraphMistake, PhotoBucket, PhotoBucketProps,
    Schedule, ScheduleProps, ScheduleState, Stack, StateMachine, StateMachineName, StateMachineProps,
    UploadTrigger, UploadTriggerProps,
};
use serde_json::{Value, json};

use crate::alerts::{self, Watched};
use crate::config::{BucketConfig, Config, Switch, UploadsTrigger};
use crate::lane;
use crate::needs;
use crate::pipeline::bounded;
use crate::steps::Steps;

/// The state machine, word for word as committed.
const DEFINITION: &str = include_str!("../../../state-machine/triage/triage.asl.json");

/// What stands for queue, job definition and platform where there is no lane `batch`: `list` then never chooses it, and
/// the states of it are never entered.
const NO_LANE: &str = "this stack has no lane batch";

/// The name of the state machine after the stack's.
const TRIAGE: &str = "triage";

/// The template of the whole stack.
///
/// # Errors
/// When the constructs contradict each other: a mistake in this source, or a state machine that names a function which
/// the stack does not have.
pub fn synth(config: &Config) -> Result<ValidTemplate, GraphMistake> {
    let mut stack = Stack::new("Apoyo: sorts drone photos into those with a pylon and those without.");
    let photos = PhotoBucket::define(&mut stack, &ConstructId::new("Photos"), &photo_bucket(&config.bucket));
    let name = StateMachineName::new(TRIAGE);
    let lane = lane::define(&mut stack, config, &photos);
    let mut steps = Steps::define(&mut stack, config, &photos, (&name, told_to_list(lane.as_ref())));
    needs::grant(&mut steps, &photos, &name, config);
    let mut triage = state_machine(&mut stack, config, &photos, (&steps, lane.as_ref()));
    for step in steps.all() {
        step.grant_invoke(&mut triage.role);
    }
    if let Some(lane) = &lane {
        lane.grant_run(&mut triage.role);
    }
    let (letters, uploads) = start(&mut stack, config, &photos, &triage);
    let watched = Watched {
        triage: &triage,
        steps: &steps,
        dead_letters: letters.queue(),
        uploads: uploads.as_ref().and_then(UploadTrigger::queue),
    };
    alerts::define(&mut stack, config, &watched);
    outputs(&mut stack, &photos, &triage);
    steps.attach(&mut stack);
    if let Some(lane) = lane {
        lane.role.attach(&mut stack);
    }
    triage.role.attach(&mut stack);
    bounded(stack.finish()?, config)
}

fn photo_bucket(config: &BucketConfig) -> PhotoBucketProps {
    let key_arn = config.kms_key_arn.as_ref().map(|arn| arn.as_str().to_owned());
    PhotoBucketProps {
        name: config.name.as_ref().map(|name| name.as_str().to_owned()),
        folders: config.folders.clone(),
        trash: Days(config.trash_days.get()),
        versions: Days(config.version_days.get()),
        encryption: key_arn.map_or(Encryption::S3, |key_arn| Encryption::Kms { key_arn }),
    }
}

/// What `list` is told of the lane: `apoyo_list::BatchLane` has the words.
fn told_to_list(lane: Option<&BatchLane>) -> Value {
    lane.map_or_else(|| json!("absent"), |lane| lane.if_ready("deployed", "absent"))
}

fn state_machine(
    stack: &mut Stack,
    config: &Config,
    photos: &PhotoBucket,
    (steps, lane): (&Steps, Option<&BatchLane>),
) -> StateMachine {
    let props = StateMachineProps {
        name: TRIAGE.to_owned(),
        definition: DEFINITION.to_owned(),
        substitutions: substitutions(steps, lane),
        log: config.state_machine.log.log(),
        log_retention: config.functions.log_days.retention(),
    };
    StateMachine::define(stack, &ConstructId::new("Triage"), &props, photos)
}

/// What stands for each `${…}` of the definition.
fn substitutions(steps: &Steps, lane: Option<&BatchLane>) -> BTreeMap<String, Value> {
    let names = ["List", "Stage", "Classify", "Keep", "Delete", "Report"];
    let functions = names.into_iter().zip(steps.all());
    let functions = functions.map(|(name, step)| (format!("{name}FunctionArn"), step.alias_arn()));
    let jobs = [
        ("JobQueueArn", lane.map(BatchLane::queue_arn)),
        ("JobDefinitionArn", lane.map(BatchLane::job_arn)),
        ("JobPlatform", lane.map(|lane| json!(lane.platform().as_str()))),
    ];
    let jobs = jobs.map(|(name, value)| (name.to_owned(), value.unwrap_or_else(|| json!(NO_LANE))));
    functions.chain(jobs).collect()
}

/// What starts executions by itself, and where goes what cannot be delivered.
fn start(
    stack: &mut Stack,
    config: &Config,
    photos: &PhotoBucket,
    triage: &StateMachine,
) -> (DeadLetterQueue, Option<UploadTrigger>) {
    let letters = DeadLetterQueue::define(stack, &ConstructId::new("DeadLetters"));
    Schedule::define(stack, &ConstructId::new("Schedule"), &schedule(config), (triage, &letters));
    let uploads = uploads(config).map(|props| {
        UploadTrigger::define(stack, &ConstructId::new("Uploads"), props, (photos, triage, &letters))
    });
    let rules: Vec<_> = uploads.iter().map(|(_, rule)| rule).collect();
    letters.queue().admit_rules(stack, &rules);
    (letters, uploads.map(|(trigger, _)| trigger))
}

fn schedule(config: &Config) -> ScheduleProps {
    ScheduleProps {
        expression: config.schedule.expression.as_str().to_owned(),
        time_zone: config.schedule.time_zone.as_str().to_owned(),
        state: match config.schedule.state {
            Switch::Enabled => ScheduleState::Enabled,
            Switch::Disabled => ScheduleState::Disabled,
        },
        input: json!({}),
    }
}

fn uploads(config: &Config) -> Option<UploadTriggerProps> {
    match config.uploads.trigger {
        UploadsTrigger::Off => None,
        UploadsTrigger::Direct => Some(UploadTriggerProps::Direct),
        UploadsTrigger::Batched => Some(UploadTriggerProps::Batched {
            window: Duration::from_secs(config.uploads.window_seconds.get().into()),
            size: config.uploads.batch_size.get(),
        }),
    }
}

fn outputs(stack: &mut Stack, photos: &PhotoBucket, triage: &StateMachine) {
    stack.output("PhotoBucketName", "Bucket that photos are uploaded to.", photos.name());
    stack.output("StateMachineArn", "State machine to start.", triage.arn());
    let console = Sub::new()
        .text("https://")
        .pseudo(Pseudo::Region)
        .text(".console.aws.amazon.com/states/home?region=")
        .pseudo(Pseudo::Region)
        .text("#/statemachines/view/")
        .reference(&ConstructId::new("Triage").logical_id());
    stack.output("StateMachineConsole", "The state machine in the AWS console.", console);
}
