//! How an invocation of a process that speaks the Runtime API can end.

use apoyo_engine::FunctionError;
use apoyo_functions::{RESPONSE_PAYLOAD_LIMIT_BYTES, Refusal};
use serde_json::json;

use crate::stage::{Stage, error_of, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_given_back() {
    let stage = Stage::trial(json!({}));
    let value = json!({"a": [1, "ñ", null]});
    assert_eq!(stage.result("trial", &json!({"do": "echo", "value": value})).await, value);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_has_the_name_that_the_function_gives() {
    let stage = Stage::trial(json!({}));
    let event = json!({"do": "fail", "type": "Apoyo.Transient", "message": "503"});
    let document = json!({"errorType": "Apoyo.Transient", "errorMessage": "503"});
    assert_eq!(stage.error("trial", &event).await, document);
    assert_eq!(stage.task("trial", &event).await, Err(FunctionError::Function(document)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_is_an_exit_error_and_the_next_event_finds_another() {
    let stage = Stage::trial(json!({}));
    let error = |words: &str| json!({"errorType": "Runtime.ExitError", "errorMessage": format!("RequestId: ID Error: {words}")});
    for (event, words) in [
        (json!({"do": "panic"}), "Runtime exited with error: exit status 101"),
        (json!({"do": "exit", "code": 3}), "Runtime exited with error: exit status 3"),
        (json!({"do": "exit", "code": 0}), "Runtime exited without providing a reason"),
    ] {
        assert_eq!(stage.error("trial", &event).await, error(words), "{event}");
        assert_eq!(stage.result("trial", &json!({"do": "echo", "value": 1})).await, 1);
    }
    assert!(stage.log("trial").contains("the trial panics"), "{}", stage.log("trial"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_after_its_answer_costs_nobody_an_event() {
    let stage = Stage::trial(json!({}));
    for _ in 0..20 {
        let event = json!({"do": "answerAndExit", "code": 1});
        assert_eq!(stage.result("trial", &event).await, "done");
        assert_eq!(stage.result("trial", &json!({"do": "echo", "value": 1})).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_cannot_start_says_so_or_exits() {
    let init = |how: &str| json!({"environment": {"TRIAL_INIT": how}});
    let told = Stage::trial(init("error")).error("trial", &json!({})).await;
    assert_eq!(told, json!({"errorType": "Trial.Init", "errorMessage": "no"}));
    let ended = Stage::trial(init("exit")).error("trial", &json!({})).await;
    let words = "RequestId: ID Error: Runtime exited with error: exit status 7";
    assert_eq!(ended, json!({"errorType": "Runtime.ExitError", "errorMessage": words}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executable_that_is_gone_since_it_was_declared_is_an_invalid_entrypoint() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("bootstrap");
    std::fs::copy(crate::stage::TRIAL, &copy).unwrap();
    let stage = Stage::new(json!({"f": {"bootstrap": copy}}));
    std::fs::remove_file(&copy).unwrap();
    let error = stage.error("f", &json!({})).await;
    assert_eq!(error["errorType"], "Runtime.InvalidEntrypoint");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(
        message.starts_with("RequestId: ID Error: fork/exec /") && message.contains("No such file"),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_takes_too_long_is_killed() {
    let (stage, clock) = Stage::standing(json!({"timeoutSeconds": 3}));
    let process = stage.result("trial", &json!({"do": "environment"})).await["process"].as_u64().unwrap();
    let functions = stage.functions.clone();
    let event = apoyo_functions::Event::new(r#"{"do": "hang"}"#);
    let hanging = tokio::spawn(async move { functions.invoke("trial", event).await.unwrap() });
    until(|| stage.log("trial").matches("START").count() == 2).await;
    clock.advance_time_by(std::time::Duration::from_secs(3));
    let message = "RequestId: ID Error: Task timed out after 3.00 seconds";
    let error = error_of(&hanging.await.unwrap());
    assert_eq!(error, json!({"errorType": "Sandbox.Timedout", "errorMessage": message}));
    until(|| !crate::stage::runs(process)).await;
    let report = stage.log("trial");
    assert!(report.contains("Duration: 3000.00 ms") && report.contains("Status: timeout"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_never_asks_for_its_first_event_has_ten_seconds_more() {
    let fields = json!({"timeoutSeconds": 3, "environment": {"TRIAL_INIT": "hang"}});
    let (stage, clock) = Stage::standing(fields);
    let functions = stage.functions.clone();
    let event = apoyo_functions::Event::new("{}");
    let hanging = tokio::spawn(async move { functions.invoke("trial", event).await.unwrap() });
    // Its memory is looked at from the moment on that it runs.
    let is_watched = |next: jiff::Timestamp| next < jiff::Timestamp::from_second(1).unwrap();
    while !is_watched(clock.next_deadline().await) {
        tokio::task::yield_now().await;
    }
    clock.advance_time_by(std::time::Duration::from_secs(13));
    assert_eq!(error_of(&hanging.await.unwrap())["errorType"], "Sandbox.Timedout");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_takes_too_much_memory_is_killed() {
    let stage = Stage::trial(json!({"memoryMebibytes": 128, "timeoutSeconds": 60}));
    let error = stage.error("trial", &json!({"do": "fill", "mebibytes": 192})).await;
    let message = "RequestId: ID Error: Runtime exited with error: signal: killed";
    assert_eq!(error, json!({"errorType": "Runtime.ExitError", "errorMessage": message}));
    assert!(stage.log("trial").contains("Error Type: Runtime.OutOfMemory"), "{}", stage.log("trial"));
    assert_eq!(stage.result("trial", &json!({"do": "echo", "value": 1})).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_has_a_limit() {
    let stage = Stage::trial(json!({"timeoutSeconds": 60, "memoryMebibytes": 256}));
    let large = |bytes: usize| json!({"do": "large", "bytes": bytes});
    let most = stage.result("trial", &large(RESPONSE_PAYLOAD_LIMIT_BYTES)).await;
    assert_eq!(most.as_str().unwrap().len(), RESPONSE_PAYLOAD_LIMIT_BYTES - 2);
    let message = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
    let document = json!({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message});
    assert_eq!(stage.error("trial", &large(2 * RESPONSE_PAYLOAD_LIMIT_BYTES)).await, document);
    assert_eq!(stage.error("trial", &large(RESPONSE_PAYLOAD_LIMIT_BYTES + 1)).await, document);
    assert_eq!(stage.result("trial", &json!({"do": "echo", "value": 1})).await, 1);
    assert_eq!(stage.log("trial").matches("Init Duration").count(), 1, "the process goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_has_a_limit_and_is_json() {
    let stage = Stage::trial(json!({}));
    let long = format!("\"{}\"", "x".repeat(6 << 20));
    assert_eq!(stage.refused("trial", long).await, Refusal::TooLarge { limit_bytes: 6_291_456 });
    let refused = stage.refused("trial", "{").await;
    assert_eq!(refused.code(), "InvalidRequestContentException");
    assert!(refused.to_string().starts_with("Could not parse request body into json: "), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_json_is_given_back_as_it_is_but_to_a_state_machine() {
    let stage = Stage::trial(json!({}));
    let event = json!({"do": "raw", "text": "no JSON"});
    assert_eq!(&stage.invoke("trial", &event).await.answer.payload()[..], b"no JSON");
    let Err(FunctionError::Function(document)) = stage.task("trial", &event).await else { panic!() };
    assert_eq!(document["errorType"], "Runtime.InvalidResponse");
    assert_eq!(stage.task("trial", &json!({"do": "raw", "text": ""})).await, Ok(json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_may_be_streamed_and_fail_on_its_way() {
    let stage = Stage::trial(json!({}));
    assert_eq!(stage.result("trial", &json!({"do": "stream", "text": "[1, 2]"})).await, json!([1, 2]));
    let event = json!({"do": "stream", "text": "[1", "type": "Mine", "message": "m"});
    assert_eq!(stage.error("trial", &event).await, json!({"errorType": "Mine", "errorMessage": "m"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_event_is_refused_to_the_process() {
    let stage = Stage::trial(json!({}));
    assert_eq!(stage.result("trial", &json!({"do": "other"})).await, 400);
}
