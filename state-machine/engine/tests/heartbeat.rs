//! `HeartbeatSeconds`: a task must beat, or it fails under `States.Timeout`, which `States.HeartbeatTimeout` matches too.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Arn, Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, machine, seconds};

/// Tasks that never end by themselves.
fn hanging() -> Stage {
    Stage::new(|_, _| Err(Failure::named("hang")))
}

fn task(more: &Value) -> Value {
    let mut task = json!({"Type": "Task", "Resource": TASK, "HeartbeatSeconds": 10, "TimeoutSeconds": 25,
        "Next": "Saved"});
    task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"T": task, "Saved": {"Type": "Succeed"}}))
}

impl Stage {
    async fn pass(&self, time: u64) {
        self.clock.advance_time_by(seconds(time));
        self.settle().await;
    }

    async fn beat(&self, attempt: usize) {
        self.script.seen.lock().unwrap()[attempt].attempt.beat();
        self.settle().await;
    }

    fn status(&self, execution: &Arn) -> (Status, Option<String>) {
        let found = self.engine.describe_execution(execution).unwrap();
        (found.status, found.failure.and_then(|failure| failure.error))
    }
}

const RUNNING: (Status, Option<String>) = (Status::Running, None);

fn failed(error: &str) -> (Status, Option<String>) {
    (Status::Failed, Some(error.to_owned()))
}

#[tokio::test]
async fn a_task_that_never_beats_fails_after_its_heartbeat_seconds() {
    let stage = hanging();
    let execution = stage.start(&task(&json!({})), &json!({})).await;
    stage.settle().await;
    stage.pass(9).await;
    assert_eq!(stage.status(&execution), RUNNING);
    stage.pass(1).await;
    assert_eq!(stage.status(&execution), failed("States.Timeout"));
    let types = stage.types(&execution).await;
    assert_eq!(types[types.len() - 2..], ["LambdaFunctionTimedOut", "ExecutionFailed"]);
}

#[tokio::test]
async fn each_beat_counts_anew_and_the_timeout_counts_on() {
    let stage = hanging();
    let execution = stage.start(&task(&json!({})), &json!({})).await;
    stage.settle().await;
    for _ in 0..3 {
        stage.pass(8).await;
        stage.beat(0).await;
        assert_eq!(stage.status(&execution), RUNNING);
    }
    stage.pass(1).await;
    assert_eq!(stage.status(&execution), failed("States.Timeout"));
}

#[tokio::test]
async fn a_beat_of_an_earlier_attempt_does_not_keep_a_later_one_alive() {
    let stage = hanging();
    let retry = json!({"Retry": [{"ErrorEquals": ["States.HeartbeatTimeout"], "IntervalSeconds": 1,
        "MaxAttempts": 1}]});
    let execution = stage.start(&task(&retry), &json!({})).await;
    stage.settle().await;
    stage.pass(10).await;
    stage.pass(1).await;
    assert_eq!(stage.script.seen.lock().unwrap().len(), 2);
    stage.pass(9).await;
    stage.beat(0).await;
    stage.pass(1).await;
    assert_eq!(stage.status(&execution), failed("States.Timeout"));
    stage.beat(1).await;
}

#[tokio::test]
async fn a_missed_heartbeat_is_caught_under_its_name_as_a_timeout_and_not_as_a_failed_task() {
    let table = [
        ("States.HeartbeatTimeout", Status::Succeeded),
        ("States.Timeout", Status::Succeeded),
        ("States.ALL", Status::Succeeded),
        ("States.TaskFailed", Status::Failed),
    ];
    for (name, status) in table {
        let stage = hanging();
        let catch = json!({"Catch": [{"ErrorEquals": [name], "Next": "Saved"}]});
        let ended = stage.run(&task(&catch), &json!({})).await;
        assert_eq!(ended.status, status, "{name}");
    }
}

#[tokio::test]
async fn a_task_that_ends_in_time_leaves_no_timer_behind() {
    let stage = Stage::echo();
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "HeartbeatSeconds": 10, "Next": "W"},
        "W": {"Type": "Wait", "Seconds": 60, "End": true},
    }));
    let execution = stage.start(&definition, &json!({})).await;
    stage.settle().await;
    assert_eq!(stage.clock.advance_to_next_sleeper().await, seconds(60));
    assert_eq!(stage.finish(&execution).await.status, Status::Succeeded);
}
