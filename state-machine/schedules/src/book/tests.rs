use apoyo_engine::Realm;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::*;
use crate::definition::Definition;
use crate::start::StartFailed;

const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:triage";
const ROLE: &str = "arn:aws:iam::000000000000:role/scheduler";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn definition(expression: &str, more: &Value) -> Definition {
    let mut document = json!({"ScheduleExpression": expression, "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": MACHINE, "RoleArn": ROLE, "Input": "{}"}});
    for (name, value) in more.as_object().unwrap() {
        document[name] = value.clone();
    }
    let id = ScheduleId { group: GroupName::default(), name: "s".to_owned() };
    Definition::read(id, document.as_object().unwrap()).unwrap()
}

/// A book with one schedule, set at midnight.
fn book(expression: &str, more: &Value) -> Book {
    let set = at("2026-11-21T00:00:00Z");
    let mut book = Book::default();
    book.apply(Change::Schedule(Box::new(Entry::set(definition(expression, more), (set, set)))));
    book
}

fn pass(book: &mut Book, now: &str) -> Vec<Invocation> {
    for change in book.due(at(now)) {
        book.apply(change);
    }
    book.ready(at(now))
}

fn failed() -> Outcome {
    Outcome::Failed(StartFailed { code: "StateMachineDoesNotExist".to_owned(), message: String::new() })
}

#[test]
fn an_occurrence_is_due_once_and_has_one_name() {
    let mut book = book("cron(0 3 * * ? *)", &json!({}));
    assert_eq!(book.next_moment(), Some(at("2026-11-21T03:00:00Z")));
    assert!(pass(&mut book, "2026-11-21T02:59:59Z").is_empty());
    let first = pass(&mut book, "2026-11-21T03:00:00.5Z");
    assert_eq!(first.len(), 1);
    assert_eq!(
        pass(&mut book, "2026-11-21T03:00:01Z"),
        first,
        "asked again, as after a crash, it is the same"
    );
    for change in book.after(&first[0].occurrence, &Outcome::Started, at("2026-11-21T03:00:02Z")) {
        book.apply(change);
    }
    assert!(pass(&mut book, "2026-11-21T03:00:03Z").is_empty());
    assert_eq!(book.next_moment(), Some(at("2026-11-22T03:00:00Z")));
}

#[test]
fn what_was_missed_runs_late_unless_it_is_too_old() {
    let policy = json!({"Target": {"Arn": MACHINE, "RoleArn": ROLE,
        "RetryPolicy": {"MaximumEventAgeInSeconds": 3600}}});
    let mut book = book("rate(20 minutes)", &policy);
    let missed = pass(&mut book, "2026-11-25T10:00:00Z");
    let times: Vec<_> = missed.iter().map(|one| one.occurrence.at.to_string()).collect();
    assert_eq!(times, ["2026-11-25T09:20:00Z", "2026-11-25T09:40:00Z", "2026-11-25T10:00:00Z"]);
    assert_eq!(book.schedules.values().next().unwrap().next, Some(at("2026-11-25T10:20:00Z")));
}

#[test]
fn a_start_that_fails_is_tried_again_as_often_and_as_long_as_its_policy_says() {
    let of = |age: u32, attempts: u32| {
        json!({"Target": {"Arn": MACHINE, "RoleArn": ROLE, "Input": "{}",
            "RetryPolicy": {"MaximumEventAgeInSeconds": age, "MaximumRetryAttempts": attempts}}})
    };
    for (age, attempts, tries) in [(86_400, 3, 4), (60, 185, 6), (3_600, 0, 1)] {
        let mut book = book("at(2026-11-21T03:00:00)", &of(age, attempts));
        let mut now = at("2026-11-21T03:00:00Z");
        let mut count = 0;
        pass(&mut book, "2026-11-21T03:00:00Z");
        while let Some(next) = book.next_moment() {
            now = now.max(next);
            let ready = book.ready(now);
            count += ready.len();
            for change in book.after(&ready[0].occurrence, &failed(), now) {
                book.apply(change);
            }
        }
        assert_eq!(count, tries, "{age} s, {attempts}");
    }
}

#[test]
fn a_schedule_that_is_through_goes_where_it_is_to() {
    for (action, stays) in [("NONE", true), ("DELETE", false)] {
        let mut book = book("at(2026-11-21T03:00:00)", &json!({"ActionAfterCompletion": action}));
        let ready = pass(&mut book, "2026-11-21T03:00:00Z");
        assert_eq!(book.schedules.len(), 1, "it stays until it has run");
        for change in book.after(&ready[0].occurrence, &Outcome::Started, at("2026-11-21T03:00:00Z")) {
            book.apply(change);
        }
        assert_eq!(!book.schedules.is_empty(), stays);
        assert!(book.invocations.is_empty() && book.next_moment().is_none());
    }
    let late = json!({"ActionAfterCompletion": "DELETE"});
    let mut book = book("at(2026-11-21T03:00:00)", &late);
    assert!(pass(&mut book, "2026-12-21T03:00:00Z").is_empty());
    assert!(book.schedules.is_empty(), "too late for its only run");
}

#[test]
fn what_is_not_in_force_does_not_run() {
    let mut book = book("rate(1 minute)", &json!({"State": "DISABLED"}));
    assert_eq!(book.next_moment(), None);
    assert!(pass(&mut book, "2026-11-22T00:00:00Z").is_empty());
}

#[test]
fn a_run_begins_within_its_window_at_a_time_that_is_its_own() {
    let window = json!({"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30}});
    let mut book = book("cron(0 * * * ? *)", &window);
    assert!(pass(&mut book, "2026-11-21T05:00:00Z").len() < 6, "the last is not due yet, or happens to be");
    let delays: Vec<_> =
        book.invocations.values().map(|one| one.due.duration_since(one.occurrence.at)).collect();
    assert_eq!(delays.len(), 6);
    assert!(delays.iter().all(|delay| *delay < SignedDuration::from_mins(30)), "{delays:?}");
    assert!(delays.iter().any(|delay| *delay != delays[0]), "{delays:?}");
}

#[test]
fn context_attributes_stand_for_what_they_say() {
    let input = r#"{"at": "<aws.scheduler.scheduled-time>", "of": "<aws.scheduler.schedule-arn>",
        "id": "<aws.scheduler.execution-id>", "try": <aws.scheduler.attempt-number>}"#;
    // As a number it is JSON only once it is filled in, which Scheduler does not take either.
    let input = input.replace(": <aws.scheduler.attempt-number>", ": \"<aws.scheduler.attempt-number>\"");
    let target = json!({"Target": {"Arn": MACHINE, "RoleArn": ROLE, "Input": input}});
    let mut book = book("at(2026-11-21T03:00:00)", &target);
    let ready = pass(&mut book, "2026-11-21T03:00:00Z");
    let entry = book.schedules.values().next().unwrap();
    let start = start_of(entry, &ready[0], &Realm::default());
    let read: Value = serde_json::from_str(&start.input).unwrap();
    assert_eq!(read["at"], "2026-11-21T03:00:00Z");
    assert_eq!(read["of"], "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
    assert_eq!((read["id"].as_str().unwrap().len(), &read["try"]), (32, &json!("1")));
    assert_eq!((start.state_machine_arn.as_str(), start.name), (MACHINE, ready[0].id.to_string()));
}

#[test]
fn a_target_without_an_input_gets_schedulers_event() {
    let mut book = book("at(2026-11-21T03:00:00)", &json!({"Target": {"Arn": MACHINE, "RoleArn": ROLE}}));
    let ready = pass(&mut book, "2026-11-21T03:00:00Z");
    let start = start_of(book.schedules.values().next().unwrap(), &ready[0], &Realm::default());
    let event: Value = serde_json::from_str(&start.input).unwrap();
    assert_eq!(
        (&event["detail-type"], &event["source"]),
        (&json!("Scheduled Event"), &json!("aws.scheduler"))
    );
    assert_eq!(event["time"], "2026-11-21T03:00:00Z");
}

#[test]
fn the_universal_target_starts_what_its_request_says() {
    let request =
        json!({"StateMachineArn": MACHINE, "Name": "n-<aws.scheduler.execution-id>", "Input": "{\"a\":1}"});
    let target = json!({"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sfn:startExecution", "RoleArn": ROLE,
        "Input": request.to_string()}});
    let mut book = book("at(2026-11-21T03:00:00)", &target);
    let ready = pass(&mut book, "2026-11-21T03:00:00Z");
    let start = start_of(book.schedules.values().next().unwrap(), &ready[0], &Realm::default());
    assert_eq!((start.state_machine_arn.as_str(), start.input.as_str()), (MACHINE, "{\"a\":1}"));
    assert_eq!(start.name, format!("n-{}", ready[0].id.simple()));
}
