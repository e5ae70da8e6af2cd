use std::sync::Mutex;
use std::time::Duration;

use apoyo_engine::{
    Failure, ManualClock, Realm, TaskRequest, TaskRunner, TestStateResponse, TestStatus, test_state,
};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::asked::{INVOKE, ROLE, request, task, tested, with};

type Play = fn(&TaskRequest) -> Option<Result<Value, Failure>>;

/// Plays the one task; none hangs.
struct Player {
    play: Play,
    cancelled: Mutex<usize>,
}

#[async_trait]
impl TaskRunner for Player {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        match (self.play)(&task) {
            Some(result) => result,
            None => std::future::pending().await,
        }
    }

    async fn cancel(&self, _token: &str) {
        *self.cancelled.lock().unwrap() += 1;
    }
}

/// A test with a task, and how long it took and how often a task was cancelled.
async fn played(members: Value, play: Play) -> (TestStateResponse, Duration, usize) {
    let player = Player { play, cancelled: Mutex::default() };
    let (clock, realm) = (ManualClock::default(), Realm::default());
    let request = request(with(json!({"roleArn": ROLE, "inspectionLevel": "TRACE"}), members));
    let passed = Mutex::new(Duration::ZERO);
    let moving = async {
        loop {
            let step = clock.advance_to_next_sleeper().await;
            *passed.lock().unwrap() += step;
        }
    };
    let response = tokio::select! {
        biased;
        response = test_state(&request, &player, (&clock, &realm)) => response.unwrap(),
        () = moving => unreachable!("a clock moves for ever"),
    };
    let cancelled = *player.cancelled.lock().unwrap();
    (response, *passed.lock().unwrap(), cancelled)
}

#[tokio::test]
async fn a_task_without_a_mock_runs_and_its_result_goes_through_the_state() {
    let definition =
        task(json!({"Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload"}));
    let (response, passed, _) = played(json!({"definition": definition, "input": {"n": 1}}), |task| {
        assert_eq!(&*task.resource, INVOKE);
        Some(Ok(json!({"Payload": task.arguments["Payload"], "StatusCode": 200})))
    })
    .await;
    assert_eq!((response.status, response.output.as_deref()), (TestStatus::Succeeded, Some("{\"n\":1}")));
    assert_eq!(passed, Duration::ZERO);
}

#[tokio::test]
async fn a_task_that_fails_surfaces_under_its_own_error_and_is_not_tried_again() {
    let definition = task(json!({"Retry": [{"ErrorEquals": ["CustomException"], "IntervalSeconds": 30}]}));
    let (response, passed, _) = played(json!({"definition": definition}), |_| {
        Some(Err(Failure::new("CustomException", "{\"errorType\":\"CustomException\"}")))
    })
    .await;
    assert_eq!(
        (response.status, response.error.as_deref()),
        (TestStatus::Retriable, Some("CustomException"))
    );
    assert_eq!(passed, Duration::ZERO, "a test waits for no retry");
}

#[tokio::test]
async fn a_task_that_takes_too_long_is_cancelled_and_fails() {
    let caught = json!([{"ErrorEquals": ["States.Timeout"], "Next": "H"}]);
    let table = [
        ("TimeoutSeconds", json!({"TimeoutSeconds": 7}), 7, TestStatus::Failed),
        ("caught", json!({"TimeoutSeconds": 7, "Catch": caught}), 7, TestStatus::CaughtError),
        ("HeartbeatSeconds", json!({"TimeoutSeconds": 9, "HeartbeatSeconds": 2}), 2, TestStatus::Failed),
        ("five minutes", json!({}), 300, TestStatus::Failed),
        ("five minutes at most", json!({"TimeoutSeconds": 400, "Catch": caught}), 300, TestStatus::Failed),
    ];
    for (name, more, seconds, status) in table {
        let (response, passed, cancelled) = played(json!({"definition": task(more)}), |_| None).await;
        assert_eq!((response.status, response.error.as_deref()), (status, Some("States.Timeout")), "{name}");
        assert_eq!((passed.as_secs(), cancelled), (seconds, 1), "{name}");
    }
}

#[tokio::test]
async fn a_panic_of_a_runner_is_a_failed_task() {
    let (response, ..) = played(json!({"definition": task(json!({}))}), |_| panic!("planted")).await;
    assert_eq!((response.status, response.error.as_deref()), (TestStatus::Failed, Some("States.TaskFailed")));
}

#[tokio::test]
async fn a_wait_waits_but_no_longer_than_five_minutes() {
    for (seconds, status, waited) in [(299, TestStatus::Succeeded, 299), (86_400, TestStatus::Failed, 300)] {
        let definition = json!({"Type": "Wait", "Seconds": seconds, "Next": "N"});
        let (response, passed, _) = played(json!({"definition": definition}), |_| None).await;
        assert_eq!((response.status, passed.as_secs()), (status, waited));
    }
}

#[tokio::test]
async fn tasks_that_wait_for_others_are_tested_with_mocks() {
    for resource in [
        "arn:aws:states:us-east-1:000000000000:activity:a",
        "arn:aws:states:::batch:submitJob.sync",
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "arn:aws:states:::http:invoke",
    ] {
        let definition = json!({
            "Type": "Task", "Resource": resource, "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "ResultPath": "$.out", "End": true,
        });
        let found =
            tested(json!({"definition": definition, "input": {"in": 1}, "mock": {"result": {"done": true}}}))
                .await;
        assert_eq!(
            found,
            json!({"status": "SUCCEEDED", "output": {"in": 1, "out": {"done": true}}}),
            "{resource}"
        );
        let found = tested(json!({"definition": definition, "mock": {"errorOutput": {"error": "E"}}})).await;
        assert_eq!(found, json!({"status": "FAILED", "error": "E"}), "{resource}");
    }
}

#[tokio::test]
async fn an_http_task_tells_its_request_and_response_at_the_level_trace() {
    let definition = json!({
        "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
        "Parameters": {
            "Method": "GET", "ApiEndpoint": "https://example.com/get", "Headers": {"definitionHeader": "h1"},
            "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:000000000000:connection/c/1"},
            "RequestBody": {"message": "hello"}, "QueryParameters": {"queryParam": "q1"},
        },
    });
    let play: Play = |_| {
        Some(Ok(
            json!({"StatusCode": 200, "StatusText": "OK", "Headers": {"date": ["d"]}, "ResponseBody": {"a": 1}}),
        ))
    };
    let (response, ..) = played(json!({"definition": definition}), play).await;
    let data = serde_json::to_value(response.inspection_data.unwrap()).unwrap();
    assert_eq!(
        data["request"],
        json!({
            "protocol": "https", "method": "GET", "url": "https://example.com/get?queryParam=q1",
            "headers": "[definitionHeader: h1]", "body": "{\"message\":\"hello\"}",
        })
    );
    assert_eq!(
        data["response"],
        json!({"protocol": "https", "statusCode": "200", "statusMessage": "OK", "headers": "[date: d]", "body": "{\"a\":1}"})
    );
    let (response, ..) = played(json!({"definition": definition, "inspectionLevel": "DEBUG"}), play).await;
    assert_eq!(response.inspection_data.unwrap().request, None);
}

#[tokio::test]
async fn a_test_can_be_spawned() {
    let spawned = tokio::spawn(async {
        played(json!({"definition": task(json!({}))}), |_| Some(Ok(json!({})))).await.0.status
    });
    assert_eq!(spawned.await.unwrap(), TestStatus::Succeeded);
}
