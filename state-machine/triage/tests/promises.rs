//! What the machine promises, read from the definition that is deployed.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use std::collections::BTreeSet;
use std::sync::Arc;

use apoyo_asl::{Dynamic, ErrorEquals, MachineType, State, StateKind, Template, ValidDefinition};
use apoyo_photo::ErrorName;
use apoyo_photo::step::{ClassifyInput, ListInput, ReportInput, SettleInput, StageInput};
use apoyo_triage::{FunctionArns, definition, definition_with};
use serde_json::{Value, json};

fn valid() -> ValidDefinition {
    definition().validate(MachineType::Standard).unwrap_or_else(|why| panic!("{why}"))
}

fn state(name: &str) -> Arc<State> {
    Arc::clone(valid().state(&name.parse().unwrap()).unwrap())
}

fn tasks() -> Vec<(String, Arc<State>)> {
    let valid = valid();
    let tasks = valid.states().filter(|(_, state)| matches!(state.kind, StateKind::Task(_)));
    tasks.map(|(name, state)| (name.to_string(), Arc::clone(state))).collect()
}

#[test]
fn the_machine_is_valid() {
    assert_eq!(valid().states().count(), 19);
}

#[test]
fn the_committed_definition_is_the_one_that_is_built() {
    let committed = include_str!("../triage.asl.json");
    assert_eq!(
        committed,
        definition().to_pretty_json(),
        "stale: cargo run -p apoyo-triage > state-machine/triage/triage.asl.json"
    );
    assert_eq!(apoyo_asl::Definition::parse(committed).unwrap(), definition());
}

#[test]
fn every_step_has_a_time_out_and_tries_again_what_may_pass() {
    for (name, state) in tasks() {
        let StateKind::Task(task) = &state.kind else { panic!("{name} is no task") };
        assert!(matches!(task.timing.timeout_seconds, Some(Dynamic::Value(1..=900))), "{name}");
        let retried: BTreeSet<&str> =
            task.retry.iter().flat_map(|retrier| &retrier.error_equals).map(ErrorEquals::as_str).collect();
        for error in ErrorName::ALL {
            assert_eq!(retried.contains(error.as_str()), error.may_pass(), "{name} {error}");
        }
        assert!(
            retried.contains("Lambda.TooManyRequestsException") && retried.contains("States.Timeout"),
            "{name}"
        );
    }
}

#[test]
fn an_error_in_a_photos_step_is_recorded_and_an_error_of_the_whole_is_not_hidden() {
    for (name, state) in tasks() {
        let catches: Vec<&str> = state.catch().iter().map(|catcher| catcher.next.as_str()).collect();
        let expected: &[&str] = if ["List", "Report"].contains(&name.as_str()) { &[] } else { &["Failed"] };
        assert_eq!(catches, expected, "{name}");
    }
}

#[test]
fn a_failed_map_run_stays_redrivable() {
    let triage = state("Triage");
    let StateKind::Map(map) = &triage.kind else { panic!("Triage is no Map") };
    assert!(map.is_distributed() && map.catch.is_empty());
    assert!(map.tolerated_failure_count.is_none() && map.tolerated_failure_percentage.is_none());
}

#[test]
fn only_the_verdict_discard_leads_to_the_trash() {
    let valid = valid();
    let leading: Vec<String> = valid
        .states()
        .filter(|(_, state)| state.targets().iter().any(|target| target.as_str() == "Delete"))
        .map(|(name, _)| name.to_string())
        .collect();
    assert_eq!(leading, ["Verdict?"]);
    let StateKind::Choice(choice) = &state("Verdict?").kind else { panic!("Verdict? is no Choice") };
    assert_eq!(choice.default.as_ref().unwrap().as_str(), "Review");
    let to_trash: Vec<_> = choice.choices.iter().filter(|rule| rule.next.as_str() == "Delete").collect();
    assert_eq!(to_trash.len(), 1);
    assert!(format!("{:?}", to_trash[0].condition).contains("verdict = 'discard'"));
}

/// The keys of what a state sends to its step.
fn sent(name: &str) -> BTreeSet<String> {
    let apoyo_asl::DataFlow::Jsonata(flow) = &state(name).data_flow else { panic!("{name} is not JSONata") };
    let arguments = flow.arguments.as_ref().map(Template::to_json).unwrap();
    arguments["Payload"].as_object().unwrap().keys().cloned().collect()
}

fn keys(step_input: impl serde::Serialize) -> BTreeSet<String> {
    serde_json::to_value(step_input).unwrap().as_object().unwrap().keys().cloned().collect()
}

fn read<T: serde::de::DeserializeOwned>(input: Value) -> T {
    serde_json::from_value(input).unwrap()
}

#[test]
fn every_step_is_sent_the_fields_that_it_reads() {
    let staged = json!({"key": "k", "from": "f", "subPath": "s", "size": 1, "etag": "e"});
    let thresholds = json!({"keepAbove": 0.8, "discardBelow": 0.2});
    let classified = json!({"judgement": {"verdict": "keep"}, "model": "m", "thresholds": thresholds});
    let plan = json!({"execution": "x", "started": "s", "bucket": "b", "manifest": "m", "results": "r", "photos": 1,
        "bytes": 1, "lane": "lambda", "dryRun": false, "thresholds": thresholds, "batch": {"maxItems": 1}});
    let listed: ListInput = read(json!({"execution": "x", "started": "s", "input": {}}));
    let stage: StageInput = read(json!({"execution": "x", "photo": {"key": "k", "size": 1, "etag": "e"}}));
    let classify: ClassifyInput = read(json!({"execution": "x", "photo": staged, "thresholds": thresholds}));
    let settle: SettleInput = read(json!({"execution": "x", "photo": staged, "classified": classified}));
    assert_eq!(sent("List"), keys(listed));
    assert_eq!(sent("Stage"), keys(stage));
    assert_eq!(sent("Classify"), keys(classify));
    for name in ["Keep", "Review", "Delete"] {
        assert_eq!(sent(name), keys(&settle), "{name}");
    }
    assert_eq!(sent("Report"), keys(read::<ReportInput>(json!({"plan": plan}))));
}

#[test]
fn functions_can_be_named_for_the_local_runner() {
    let named = |step: &str| step.to_owned();
    let functions = FunctionArns {
        list: named("list"),
        stage: named("stage"),
        classify: named("classify"),
        keep: named("keep"),
        delete: named("delete"),
        report: named("report"),
    };
    let text = definition_with(&functions).to_pretty_json();
    assert!(!text.contains("${"), "{text}");
    assert!(text.contains(r#""FunctionName": "classify""#));
}
