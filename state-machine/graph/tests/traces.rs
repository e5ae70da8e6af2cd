//! What an execution did, read from its history.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use apoyo_asl::Definition;
use apoyo_graph::{Chart, Iterations, Outcome, Trace, mermaid, svg};
use serde_json::{Value, json};

/// A history from types, the events that led to them, and names.
fn history(events: &[(&str, u64, &str)]) -> Vec<Value> {
    let event = |(at, (kind, before, name)): (usize, &(&str, u64, &str))| {
        let details = match *kind {
            kind if kind.ends_with("StateEntered") => "stateEnteredEventDetails".to_owned(),
            kind if kind.ends_with("StateExited") => "stateExitedEventDetails".to_owned(),
            kind => format!("{}{}EventDetails", kind[..1].to_lowercase(), &kind[1..]),
        };
        let mut event = json!({"id": at + 1, "previousEventId": before, "type": kind, "timestamp": 0.0});
        event[details] = match name.parse::<u64>() {
            Ok(length) => json!({"length": length}),
            Err(_) => json!({"name": name}),
        };
        event
    };
    events.iter().enumerate().map(event).collect()
}

fn outcome(trace: &Trace, state: &str) -> Outcome {
    trace.state(state).unwrap().outcome()
}

#[test]
fn a_task_that_fails_and_is_caught_is_caught_and_what_was_not_entered_is_not_reached() {
    let trace = Trace::of(&history(&[
        ("ExecutionStarted", 0, ""),
        ("TaskStateEntered", 0, "Pay"),
        ("TaskScheduled", 2, ""),
        ("TaskFailed", 3, ""),
        ("TaskStateExited", 4, "Pay"),
        ("PassStateEntered", 5, "Refund"),
        ("PassStateExited", 6, "Refund"),
        ("ExecutionSucceeded", 7, ""),
    ]));
    assert_eq!(outcome(&trace, "Pay"), Outcome::Caught);
    assert_eq!(outcome(&trace, "Refund"), Outcome::Succeeded);
    assert_eq!(trace.state("Ship"), None);
    assert!(trace.went("Pay", "Refund") && !trace.went("Refund", "Pay"));
}

#[test]
fn a_task_that_fails_and_is_tried_again_has_succeeded() {
    let trace = Trace::of(&history(&[
        ("TaskStateEntered", 0, "Pay"),
        ("TaskScheduled", 1, ""),
        ("TaskFailed", 2, ""),
        ("TaskScheduled", 3, ""),
        ("TaskSucceeded", 4, ""),
        ("TaskStateExited", 5, "Pay"),
    ]));
    assert_eq!(outcome(&trace, "Pay"), Outcome::Succeeded);
}

#[test]
fn iterations_of_a_map_are_counted_and_what_follows_them_is_beside_the_map() {
    let trace = Trace::of(&history(&[
        ("MapStateEntered", 0, "Each"),
        ("MapStateStarted", 1, "2"),
        ("MapIterationStarted", 2, "Each"),
        ("PassStateEntered", 3, "One"),
        ("PassStateExited", 4, "One"),
        ("MapIterationSucceeded", 5, "Each"),
        ("MapIterationStarted", 2, "Each"),
        ("PassStateEntered", 7, "One"),
        ("PassStateExited", 8, "One"),
        ("MapIterationSucceeded", 9, "Each"),
        ("MapStateSucceeded", 10, ""),
        ("MapStateExited", 11, "Each"),
        ("SucceedStateEntered", 12, "Done"),
        ("SucceedStateExited", 13, "Done"),
        ("ExecutionSucceeded", 14, ""),
    ]));
    let each = trace.state("Each").unwrap();
    assert_eq!(each.iterations, Iterations { length: 2, succeeded: 2, failed: 0, aborted: 0 });
    assert_eq!((each.succeeded, trace.state("One").unwrap().succeeded), (1, 2));
    assert!(trace.went("Each", "Done"));
    assert!(!trace.went("One", "Done"));
}

#[test]
fn what_fails_in_a_branch_fails_the_parallel_and_ends_the_other_branch() {
    let trace = Trace::of(&history(&[
        ("ExecutionStarted", 0, ""),
        ("ParallelStateEntered", 0, "Both"),
        ("ParallelStateStarted", 2, ""),
        ("WaitStateEntered", 3, "Slow"),
        ("FailStateEntered", 3, "Broken"),
        ("ParallelStateFailed", 5, ""),
        ("ExecutionFailed", 6, ""),
    ]));
    assert_eq!(outcome(&trace, "Both"), Outcome::Failed);
    assert_eq!(outcome(&trace, "Broken"), Outcome::Failed);
    assert_eq!(outcome(&trace, "Slow"), Outcome::Aborted);
}

#[test]
fn a_state_that_fails_without_an_event_of_its_own_is_known_by_what_it_made_fail() {
    let trace = Trace::of(&history(&[
        ("ExecutionStarted", 0, ""),
        ("ChoiceStateEntered", 0, "Which?"),
        ("ExecutionFailed", 2, ""),
    ]));
    assert_eq!(outcome(&trace, "Which?"), Outcome::Failed);
}

#[test]
fn while_an_execution_goes_on_its_states_are_in_progress_in_whatever_order_its_events_come() {
    let mut events = history(&[("ExecutionStarted", 0, ""), ("WaitStateEntered", 0, "Wait")]);
    events.reverse();
    assert_eq!(outcome(&Trace::of(&events), "Wait"), Outcome::InProgress);
}

#[test]
fn events_that_are_none_do_no_harm() {
    for events in [
        json!([1, null, {}, {"id": 1}, {"id": 2, "type": "PassStateEntered"}]),
        json!([{"id": 1, "type": "MapStateFailed"}]),
    ] {
        assert_eq!(Trace::of(events.as_array().unwrap()), Trace::default());
    }
}

#[test]
fn what_ran_in_executions_of_its_own_is_not_shown_as_not_reached() {
    let processor = |config| json!({"ProcessorConfig": config, "StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}});
    let machine = |config| {
        json!({"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "ItemProcessor": processor(config), "End": true}}})
    };
    let trace = Trace::of(&history(&[("MapStateEntered", 0, "Each"), ("MapStateExited", 1, "Each")]));
    let drawn = |config| {
        let chart = Chart::of(&Definition::parse(&machine(config).to_string()).unwrap());
        [svg(&chart, "m", Some(&trace)), mermaid(&chart, Some(&trace))].concat()
    };
    let inline = drawn(json!({"Mode": "INLINE"}));
    assert!(inline.contains("class=\"node unreached\"") && inline.contains("class s1 unreached"));
    let distributed = drawn(json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}));
    assert!(!distributed.contains("class=\"node unreached\"") && !distributed.contains(" unreached\n"));
    assert!(distributed.contains("class=\"node succeeded\""));
}
