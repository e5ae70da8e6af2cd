use serde_json::{Value, json};

use crate::place::{Place, seconds, types};

const YEAR: f64 = 365.0 * 86_400.0;

/// More than a run of a few states really takes, and less than any time that is skipped here.
const RESERVE: f64 = 30.0;

fn history(place: &Place, words: &[&str]) -> Value {
    let words = [&["run", "machine.asl.json", "--skip-time", "--json", "--history"], words].concat();
    let ended = place.asl(&words);
    assert!(ended.code < 2, "{ended:?}");
    ended.json()
}

#[test]
fn a_wait_of_a_year_is_over_at_once_and_the_history_tells_a_year() {
    let place = Place::with_machine("W", &json!({"W": {"Type": "Wait", "Seconds": 31_536_000, "End": true}}));
    let took = seconds(&history(&place, &[]));
    assert!((YEAR..YEAR + RESERVE).contains(&took), "{took}");
}

#[test]
fn a_wait_until_a_moment_ends_at_that_moment() {
    let place = Place::with_machine(
        "W",
        &json!({"W": {"Type": "Wait", "Timestamp": "2061-07-28T00:00:00Z", "End": true}}),
    );
    let history = history(&place, &[]);
    let end = history["events"].as_array().unwrap().last().unwrap()["timestamp"].as_f64().unwrap();
    let halley = 2_889_734_400.0;
    assert!((halley..halley + RESERVE).contains(&end), "{end}");
}

#[test]
fn delays_of_retries_add_up_as_the_retrier_says() {
    let retry =
        json!([{"ErrorEquals": ["Busy"], "IntervalSeconds": 100, "BackoffRate": 2.0, "MaxAttempts": 3}]);
    let place = Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "Retry": retry, "End": true}}),
    );
    place.mocks(&json!({"T": {"0-2": {"Throw": {"Error": "Busy"}}, "3": {"Return": 1}}}));
    let took = seconds(&history(&place, &["--mock", "mock.json"]));
    assert!((700.0..700.0 + RESERVE).contains(&took), "{took}");
}

#[test]
fn branches_wait_side_by_side_and_not_one_after_the_other() {
    let wait = |name: &str, seconds: u64| json!({"StartAt": name, "States": {name: {"Type": "Wait", "Seconds": seconds, "End": true}}});
    let branches = [wait("A", 7_200), wait("B", 3_600), wait("C", 1_800)];
    let place =
        Place::with_machine("P", &json!({"P": {"Type": "Parallel", "Branches": branches, "End": true}}));
    let history = history(&place, &[]);
    let took = seconds(&history);
    assert!((7_200.0..7_200.0 + RESERVE).contains(&took), "{took}");
    let left: Vec<&Value> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == "WaitStateExited")
        .map(|event| &event["stateExitedEventDetails"]["name"])
        .collect();
    assert_eq!(left, ["C", "B", "A"]);
}

#[test]
fn a_machine_takes_too_long_after_its_timeout_and_not_before() {
    let place = Place::new();
    let states = json!({"W": {"Type": "Wait", "Seconds": 5_000, "End": true}});
    place.json("machine.asl.json", &json!({"StartAt": "W", "TimeoutSeconds": 4_000, "States": states}));
    let history = history(&place, &[]);
    assert_eq!(types(&history).last(), Some(&"ExecutionTimedOut"));
    let took = seconds(&history);
    assert!((4_000.0..4_000.0 + RESERVE).contains(&took), "{took}");
}

#[test]
fn no_time_is_skipped_while_a_command_works() {
    // The branch that waits has an hour to wait; the command ends long before, and neither is cut short.
    let place = Place::with_machine(
        "P",
        &json!({"P": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3_600, "End": true}}},
            {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f",
                "TimeoutSeconds": 1_800, "End": true}}}]}}),
    );
    let history = history(&place, &["--lambda", "f=seq 1 200000 | tail -1"]);
    let kinds = types(&history);
    assert!(kinds.contains(&"LambdaFunctionSucceeded") && kinds.contains(&"ExecutionSucceeded"), "{kinds:?}");
    let events = history["events"].as_array().unwrap();
    let at = |kind: &str| {
        events.iter().find(|event| event["type"] == kind).unwrap()["timestamp"].as_f64().unwrap()
    };
    assert!(at("LambdaFunctionSucceeded") - at("ExecutionStarted") < RESERVE);
    let took = seconds(&history);
    assert!((3_600.0..3_600.0 + RESERVE).contains(&took), "{took}");
}

#[test]
fn the_table_tells_the_time_since_the_start() {
    let place = Place::with_machine("W", &json!({"W": {"Type": "Wait", "Seconds": 31_536_000, "End": true}}));
    let ended = place.asl(&["run", "machine.asl.json", "--skip-time", "--history"]).with_code(0);
    let exited = ended.stdout.lines().find(|line| line.contains("WaitStateExited")).unwrap();
    assert!(exited.contains("365 d 0:00:0"), "{exited}");
    assert_eq!(ended.stdout.lines().last(), Some("{}"));
    assert!(ended.stderr.starts_with("SUCCEEDED in 365 d 0:00:0"), "{ended:?}");
}
