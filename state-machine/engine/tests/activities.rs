//! Activities: tasks that workers ask for.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Arn, Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, machine, seconds};

const LOOK: &str = "arn:aws:states:us-east-1:000000000000:activity:look";

fn looking(more: &Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": LOOK, "End": true});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"Look": state}))
}

fn stage() -> Stage {
    let stage = Stage::echo();
    stage.engine.create_activity("look").unwrap();
    stage
}

impl Stage {
    async fn begin(&self, name: &str, more: &Value) -> Arn {
        let machine = self.create(&looking(more));
        let started =
            self.engine.start_execution(&machine, Some(name), &json!({"of": name}).to_string()).await;
        self.settle().await;
        started.unwrap().execution_arn
    }
}

#[tokio::test]
async fn a_worker_takes_a_task_and_its_output_is_the_result() {
    let stage = stage();
    let execution = stage.begin("one", &json!({"TimeoutSeconds": 60, "HeartbeatSeconds": 30})).await;
    let task = stage.engine.get_activity_task(&LOOK.into(), Some("ana")).await.unwrap().unwrap();
    assert_eq!(*task.input, json!({"of": "one"}));
    stage.engine.send_task_success(&task.task_token, "\"seen\"").await.unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("seen")));
    let shown: Vec<Value> =
        stage.history(&execution).await.iter().map(apoyo_engine::HistoryEvent::to_api).collect();
    let types: Vec<&str> = shown[2..5].iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
    let scheduled = json!({"resource": LOOK, "input": "{\"of\":\"one\"}", "inputDetails": {"truncated": false},
        "timeoutInSeconds": 60, "heartbeatInSeconds": 30});
    assert_eq!(shown[2]["activityScheduledEventDetails"], scheduled);
    assert_eq!(shown[3]["activityStartedEventDetails"], json!({"workerName": "ana"}));
    let succeeded = json!({"output": "\"seen\"", "outputDetails": {"truncated": false}});
    assert_eq!(shown[4]["activitySucceededEventDetails"], succeeded);
}

#[tokio::test]
async fn a_worker_that_waits_gets_the_next_task_and_each_task_has_one_worker() {
    let stage = stage();
    let arn: Arn = LOOK.into();
    let polls = async {
        tokio::join!(stage.engine.get_activity_task(&arn, None), stage.engine.get_activity_task(&arn, None))
    };
    let starts = async {
        stage.settle().await;
        stage.begin("one", &json!({})).await;
        stage.begin("two", &json!({})).await
    };
    let ((first, second), _) = tokio::join!(polls, starts);
    let (first, second) = (first.unwrap().unwrap(), second.unwrap().unwrap());
    assert_eq!((&first.input["of"], &second.input["of"]), (&json!("one"), &json!("two")));
    assert_ne!(first.task_token, second.task_token);
}

#[tokio::test]
async fn a_worker_that_gets_no_task_in_a_minute_gets_none() {
    let stage = stage();
    let arn: Arn = LOOK.into();
    let poll = stage.engine.get_activity_task(&arn, None);
    let wait = async {
        stage.settle().await;
        stage.clock.advance_time_by(seconds(60));
    };
    assert_eq!(tokio::join!(poll, wait).0.unwrap(), None);
    let execution = stage.begin("one", &json!({})).await;
    let task = stage.engine.get_activity_task(&arn, None).await.unwrap().unwrap();
    stage.engine.send_task_failure(&task.task_token, Failure::new("Blind", "no light")).await.unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.failure, Some(Failure::new("Blind", "no light")));
    let types = stage.types(&execution).await;
    assert_eq!(types[types.len() - 2..], ["ActivityFailed", "ExecutionFailed"]);
}

#[tokio::test]
async fn a_task_that_no_worker_takes_in_time_times_out_and_is_never_handed_out() {
    let stage = stage();
    let execution = stage.begin("one", &json!({"TimeoutSeconds": 5})).await;
    stage.clock.advance_time_by(seconds(5));
    stage.settle().await;
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.failure, Some(Failure::named("States.Timeout")));
    let types = stage.types(&execution).await;
    assert_eq!(types[2..], ["ActivityScheduled", "ActivityTimedOut", "ExecutionFailed"]);
    let stopped = stage.begin("two", &json!({"TimeoutSeconds": 5})).await;
    stage.engine.stop_execution(&stopped, Failure::default()).unwrap();
    stage.settle().await;
    stage.begin("three", &json!({"TimeoutSeconds": 5})).await;
    let task = stage.engine.get_activity_task(&LOOK.into(), None).await.unwrap().unwrap();
    assert_eq!(task.input["of"], "three");
}

#[tokio::test]
async fn a_worker_that_falls_silent_loses_its_task() {
    let stage = stage();
    let execution = stage.begin("one", &json!({"HeartbeatSeconds": 5})).await;
    stage.clock.advance_time_by(seconds(9));
    stage.settle().await;
    let task = stage.engine.get_activity_task(&LOOK.into(), None).await.unwrap().unwrap();
    stage.clock.advance_time_by(seconds(5));
    stage.settle().await;
    assert_eq!(stage.finish(&execution).await.failure, Some(Failure::named("States.Timeout")));
    assert_eq!(stage.engine.send_task_heartbeat(&task.task_token).await.unwrap_err().name(), "TaskTimedOut");
}

#[tokio::test]
async fn activities_are_made_once_listed_and_deleted() {
    let stage = stage();
    let arn: Arn = LOOK.into();
    let made = stage.engine.create_activity("look").unwrap();
    assert_eq!((&made.activity_arn, made.name.as_str()), (&arn, "look"));
    assert_eq!(stage.engine.create_activity("a name").unwrap_err().name(), "InvalidName");
    stage.engine.create_activity("again").unwrap();
    let names: Vec<String> = stage.engine.list_activities().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["look", "again"]);
    let refused = stage.engine.describe_activity(&"no_arn".into()).unwrap_err();
    assert_eq!(
        (refused.name(), refused.to_string().as_str()),
        ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: no_arn'")
    );
    stage.engine.delete_activity(&arn).unwrap();
    stage.engine.delete_activity(&arn).unwrap();
    assert_eq!(stage.engine.get_activity_task(&arn, None).await.unwrap_err().name(), "ActivityDoesNotExist");
    let execution = stage.begin("one", &json!({})).await;
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.status, Status::Failed);
    assert_eq!(
        stage.types(&execution).await[2..],
        ["ActivityScheduled", "ActivityScheduleFailed", "ExecutionFailed"]
    );
}
