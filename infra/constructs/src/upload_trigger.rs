//! Executions started by uploads.
//!
//! ```text
//! batched  S3 "Object Created" -> rule -> queue -> pipe (waits, gathers) -> one execution for many uploads
//! direct   S3 "Object Created" -> rule -> one execution for each upload
//! ```
//! Copies made inside S3 start nothing: `undo` puts photos back by copying, and they must not be sorted again at once.

use std::time::Duration;

use apoyo_cfn::{LogicalId, Pseudo, Resource, Sub};
use apoyo_photo::Folder;
use serde_json::{Value, json};

use crate::{
    ConstructId, Days, DeadLetterQueue, PhotoBucket, Queue, QueueProps, Role, RoleProps, Service, Stack,
    StateMachine,
};

/// How uploads start executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadTriggerProps {
    /// One execution for many uploads.
    Batched {
        /// How long uploads are gathered at most; 0 to 300 seconds.
        window: Duration,
        /// How many are gathered at most; 1 to [`UploadTrigger::MAX_BATCH`].
        size: u16,
    },
    /// One execution for each upload.
    Direct,
}

/// What starts executions when photos are uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTrigger {
    queue: Option<Queue>,
}

/// What the execution is told of each upload: the key, in the shape of the event that it came in. The rest of an event
/// (about 900 bytes) is left out, so that 200 of the longest keys stay under the 256 KiB of an execution's input.
const PIPE_INPUT: &str =
    r#"{"detail-type": "Object Created", "detail": {"object": {"key": <$.body.detail.object.key>}}}"#;

impl UploadTrigger {
    /// Most uploads of one execution.
    pub const MAX_BATCH: u16 = 200;

    /// Longest time that a pipe gathers, in seconds.
    ///
    /// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html>.
    pub const MAX_WINDOW_SECONDS: u16 = 300;

    /// How often a message is handed to the pipe before it becomes a dead letter.
    const MAX_RECEIVES: u32 = 5;

    /// Adds the trigger; what cannot be delivered goes to the dead letters. Returns it with the rules that must be
    /// allowed to send there.
    pub fn define(
        stack: &mut Stack,
        id: &ConstructId,
        props: UploadTriggerProps,
        places: (&PhotoBucket, &StateMachine, &DeadLetterQueue),
    ) -> (Self, LogicalId) {
        match props {
            UploadTriggerProps::Batched { window, size } => batched(stack, id, (window, size), places),
            UploadTriggerProps::Direct => direct(stack, id, places),
        }
    }

    /// Where uploads are gathered; `None` where each starts an execution.
    pub fn queue(&self) -> Option<&Queue> {
        self.queue.as_ref()
    }
}

fn batched(
    stack: &mut Stack,
    id: &ConstructId,
    gathering: (Duration, u16),
    (photos, machine, letters): (&PhotoBucket, &StateMachine, &DeadLetterQueue),
) -> (UploadTrigger, LogicalId) {
    let queue = queue(stack, id, letters);
    let dead_letters = json!({"Arn": letters.queue().arn()});
    let target = json!({"Id": "Queue", "Arn": queue.arn(), "DeadLetterConfig": dead_letters});
    let rule = rule(stack, id, photos, &target);
    queue.admit_rules(stack, &[&rule]);
    pipe(stack, id, gathering, (&queue, machine));
    (UploadTrigger { queue: Some(queue) }, rule)
}

fn direct(
    stack: &mut Stack,
    id: &ConstructId,
    (photos, machine, letters): (&PhotoBucket, &StateMachine, &DeadLetterQueue),
) -> (UploadTrigger, LogicalId) {
    let description = "Lets uploads start executions.".to_owned();
    let props = RoleProps { service: Service::Events, description };
    let mut starter = Role::define(stack, &id.child("Role"), &props);
    machine.grant_start(&mut starter);
    let dead_letters = json!({"Arn": letters.queue().arn()});
    let target = json!({"Id": "Triage", "Arn": machine.arn(), "RoleArn": starter.arn(),
        "DeadLetterConfig": dead_letters});
    starter.attach(stack);
    (UploadTrigger { queue: None }, rule(stack, id, photos, &target))
}

fn queue(stack: &mut Stack, id: &ConstructId, letters: &DeadLetterQueue) -> Queue {
    let props = QueueProps {
        retention: Days(14),
        // Longer than starting an execution takes; a pipe that fails tries again after it.
        visibility: Duration::from_mins(2),
        dead_letters: Some((letters.clone(), UploadTrigger::MAX_RECEIVES)),
    };
    Queue::define(stack, &id.child("Queue"), &props)
}

fn rule(stack: &mut Stack, id: &ConstructId, photos: &PhotoBucket, target: &Value) -> LogicalId {
    let properties = json!({
        "Description": "Photos that were uploaded to the waiting folder.",
        "EventPattern": {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {
                "bucket": {"name": [photos.name()]},
                "object": {"key": [{"prefix": photos.folders().prefix(Folder::Waiting)}]},
                "reason": [{"anything-but": ["CopyObject"]}],
            },
        },
        "State": "ENABLED",
        "Targets": [target],
    });
    stack.add(&id.child("Rule"), Resource::new("AWS::Events::Rule", properties))
}

fn pipe(
    stack: &mut Stack,
    id: &ConstructId,
    (window, size): (Duration, u16),
    (queue, machine): (&Queue, &StateMachine),
) {
    let description = "Lets the pipe take uploads from the queue and start executions.".to_owned();
    let mut role =
        Role::define(stack, &id.child("Role"), &RoleProps { service: Service::Pipes, description });
    queue.grant_take(&mut role);
    machine.grant_start(&mut role);
    let properties = json!({
        "Name": Sub::new().pseudo(Pseudo::StackName).text("-uploads"),
        "Description": "Gathers uploads and starts one execution for many.",
        "RoleArn": role.arn(),
        "Source": queue.arn(),
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": size,
            "MaximumBatchingWindowInSeconds": window.as_secs()}},
        "Target": machine.arn(),
        "TargetParameters": {"InputTemplate": PIPE_INPUT,
            "StepFunctionStateMachineParameters": {"InvocationType": "FIRE_AND_FORGET"}},
        "DesiredState": "RUNNING",
    });
    role.attach(stack);
    stack.add(&id.child("Pipe"), Resource::new("AWS::Pipes::Pipe", properties));
}

#[cfg(test)]
mod tests {
    use super::*;
    use apoyo_photo::StartInput;

    #[test]
    fn what_the_pipe_tells_is_what_list_reads() {
        let key = "sin procesar/línea 4/a+b%20\"c\".jpg";
        let one = PIPE_INPUT.replace("<$.body.detail.object.key>", &json!(key).to_string());
        let input: Value = serde_json::from_str(&format!("[{one}]")).unwrap();
        let keys = StartInput::read(&input).unwrap().keys.unwrap();
        assert_eq!(keys.iter().map(apoyo_photo::PhotoKey::as_str).collect::<Vec<_>>(), [key]);
    }

    #[test]
    fn the_longest_keys_of_a_batch_fit_an_execution_input() {
        let key = "é".repeat(512);
        let one = PIPE_INPUT.replace("<$.body.detail.object.key>", &json!(key).to_string());
        let bytes = (one.len() + 1) * usize::from(UploadTrigger::MAX_BATCH) + 1;
        assert!(bytes <= 256 * 1024, "{bytes}");
    }
}
