//! `.waitForTaskToken`: whoever has the token of a task tells how it ended, or that it still works.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Arn, Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, machine, seconds};

const SEND: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

/// A queue that takes every message.
fn stage() -> Stage {
    Stage::new(|_, before| Ok(json!({"MessageId": format!("message-{before}")})))
}

fn asking(more: &Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": SEND, "End": true,
        "Arguments": {"MessageBody": {"token": "{% $states.context.Task.Token %}"}}});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"Ask": state}))
}

impl Stage {
    async fn ask(&self, more: &Value) -> Arn {
        let execution = self.start(&asking(more), &json!({})).await;
        self.settle().await;
        execution
    }

    /// The token that the message of this attempt carried.
    fn token(&self, attempt: usize) -> String {
        let seen = self.script.seen.lock().unwrap();
        let arguments = &seen[attempt].arguments;
        let message = arguments.get("MessageBody").or_else(|| arguments.get("Payload")).unwrap();
        message["token"].as_str().unwrap().to_owned()
    }

    fn status(&self, execution: &Arn) -> Status {
        self.engine.describe_execution(execution).unwrap().status
    }
}

#[tokio::test]
async fn the_output_that_is_sent_is_the_result_of_the_task() {
    let stage = stage();
    let execution = stage.ask(&json!({})).await;
    assert_eq!(stage.status(&execution), Status::Running);
    stage.engine.send_task_success(&stage.token(0), "{\"approved\": true}").await.unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.output.as_deref(), Some(&json!({"approved": true})));
    let history = stage.history(&execution).await;
    let types: Vec<String> = history[2..6].iter().map(|event| event.event.type_name()).collect();
    assert_eq!(types, ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
    let submitted = &history[4].to_api()["taskSubmittedEventDetails"];
    assert_eq!(submitted["output"], "{\"MessageId\":\"message-0\"}");
    assert_eq!(submitted["resource"], "sendMessage.waitForTaskToken");
}

#[tokio::test]
async fn the_failure_that_is_sent_can_be_retried_and_each_attempt_has_its_own_token() {
    let stage = stage();
    let retry = json!({"Retry": [{"ErrorEquals": ["Rejected"], "MaxAttempts": 1, "IntervalSeconds": 1}]});
    let execution = stage.ask(&retry).await;
    let first = stage.token(0);
    stage.engine.send_task_failure(&first, Failure::new("Rejected", "blurred")).await.unwrap();
    stage.clock.advance_time_by(seconds(1));
    stage.settle().await;
    assert_ne!(stage.token(1), first);
    let gone = stage.engine.send_task_success(&first, "1").await.unwrap_err();
    assert_eq!(gone.name(), "TaskTimedOut");
    stage.engine.send_task_failure(&stage.token(1), Failure::new("Rejected", "blurred")).await.unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.failure, Some(Failure::new("Rejected", "blurred")));
}

#[tokio::test]
async fn a_task_that_nobody_reports_on_times_out_and_beats_keep_it_alive() {
    let stage = stage();
    let execution = stage.ask(&json!({"HeartbeatSeconds": 10})).await;
    for _ in 0..3 {
        stage.clock.advance_time_by(seconds(9));
        stage.settle().await;
        stage.engine.send_task_heartbeat(&stage.token(0)).await.unwrap();
    }
    assert_eq!(stage.status(&execution), Status::Running);
    stage.clock.advance_time_by(seconds(10));
    stage.settle().await;
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.failure, Some(Failure::named("States.Timeout")));
    let types = stage.types(&execution).await;
    assert_eq!(types[types.len() - 3..], ["TaskSubmitted", "TaskTimedOut", "ExecutionFailed"]);
    let gone = stage.engine.send_task_heartbeat(&stage.token(0)).await.unwrap_err();
    assert_eq!(
        (gone.name(), gone.to_string().as_str()),
        ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
    );
}

#[tokio::test]
async fn a_call_that_fails_is_a_submission_that_failed() {
    let stage = Stage::new(|_, _| Err(Failure::new("SQS.QueueDoesNotExistException", "no")));
    let execution = stage.ask(&json!({})).await;
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.failure.unwrap().name(), "SQS.QueueDoesNotExistException");
    let types = stage.types(&execution).await;
    assert_eq!(types[types.len() - 2..], ["TaskSubmitFailed", "ExecutionFailed"]);
}

#[tokio::test]
async fn a_result_may_be_sent_before_the_call_has_returned() {
    let stage = Stage::new(|_, _| Err(Failure::named("hang")));
    let execution = stage.ask(&json!({"TimeoutSeconds": 60})).await;
    stage.engine.send_task_success(&stage.token(0), "7").await.unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(7)));
}

#[tokio::test]
async fn what_is_no_token_or_no_output_is_refused() {
    let stage = stage();
    let execution = stage.ask(&json!({})).await;
    for token in ["", "invented", &stage.token(0)[1..]] {
        let refused = stage.engine.send_task_success(token, "1").await.unwrap_err();
        assert_eq!(
            (refused.name(), refused.to_string().as_str()),
            ("InvalidToken", "Invalid Token: 'Invalid token'")
        );
    }
    for output in ["", "{", &format!("\"{}\"", "x".repeat(256 * 1024))] {
        let refused = stage.engine.send_task_success(&stage.token(0), output).await.unwrap_err();
        assert_eq!(refused.name(), "InvalidOutput");
    }
    assert_eq!(stage.status(&execution), Status::Running);
}

#[tokio::test]
async fn a_stopped_execution_takes_no_more_reports() {
    let stage = stage();
    let execution = stage.ask(&json!({"HeartbeatSeconds": 10})).await;
    let token = stage.token(0);
    stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    stage.settle().await;
    assert_eq!(stage.engine.send_task_success(&token, "1").await.unwrap_err().name(), "TaskTimedOut");
    assert_eq!(stage.status(&execution), Status::Aborted);
}

#[tokio::test]
async fn a_function_that_is_given_a_token_may_report_later() {
    struct Asked;

    #[async_trait::async_trait]
    impl apoyo_engine::InvokeFunction for Asked {
        async fn invoke(&self, function: &str, _: &Value) -> Result<Value, apoyo_engine::FunctionError> {
            Ok(json!({"asked": function}))
        }
    }

    let stage = Stage::new(|task, _| {
        let runner = apoyo_engine::LambdaRunner(Asked);
        futures::executor::block_on(apoyo_engine::TaskRunner::run(&runner, task.clone()))
    });
    let invoke = json!({"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {"FunctionName": "ask", "Payload": {"token": "{% $states.context.Task.Token %}"}}});
    let execution = stage.ask(&invoke).await;
    let submitted = stage.history(&execution).await.swap_remove(4).to_api();
    let reply = submitted["taskSubmittedEventDetails"]["output"].as_str().unwrap();
    assert!(reply.contains("\"Payload\":{\"asked\":\"ask\"}"), "{reply}");
    stage.engine.send_task_success(&stage.token(0), "\"yes\"").await.unwrap();
    assert_eq!(stage.finish(&execution).await.output.as_deref(), Some(&json!("yes")));
}
