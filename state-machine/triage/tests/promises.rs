//! What the machine promises, read from the definition that is deployed.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use std::collections::BTreeSet;
use std::sync::Arc;

use apoyo_asl::{
    Dynamic, ErrorEquals, MachineType, Pattern, State, StateKind, Task, Template, ValidDefinition,
};
use apoyo_photo::ErrorName;
use apoyo_photo::step::{ClassifyInput, ListInput, ReportInput, SettleInput, StageInput, WorkerInput};
use apoyo_triage::{Calls, Job, definition, definition_with};
use serde_json::{Value, json};

/// The Distributed Maps of both lanes.
const MAPS: [&str; 3] = ["Triage", "Stage all", "Settle all"];

/// The states that ask for the verdict, and those that move a photo to the trash.
const VERDICTS: [(&str, &str, &str); 2] =
    [("Verdict?", "Delete", "Review"), ("Which verdict?", "Delete one", "Review one")];

fn valid() -> ValidDefinition {
    definition().validate(MachineType::Standard).unwrap_or_else(|why| panic!("{why}"))
}

fn state(name: &str) -> Arc<State> {
    Arc::clone(valid().state(&name.parse().unwrap()).unwrap())
}

/// The tasks that wait for an answer (the steps), or those that wait for a job.
fn tasks(pattern: Pattern) -> Vec<(String, Task)> {
    let valid = valid();
    let tasks = valid.states().filter_map(|(name, state)| match &state.kind {
        StateKind::Task(task) if task.resource.pattern() == pattern => {
            Some((name.to_string(), Task::clone(task)))
        }
        _ => None,
    });
    tasks.collect()
}

fn retried(task: &Task) -> BTreeSet<&str> {
    task.retry.iter().flat_map(|retrier| &retrier.error_equals).map(ErrorEquals::as_str).collect()
}

#[test]
fn the_machine_is_valid() {
    assert_eq!(valid().states().count(), 34);
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
    let steps = tasks(Pattern::RequestResponse);
    assert_eq!(steps.len(), 11);
    for (name, task) in steps {
        assert!(matches!(task.timing.timeout_seconds, Some(Dynamic::Value(1..=900))), "{name}");
        let retried = retried(&task);
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
fn the_job_has_a_day_and_is_submitted_again_after_errors_of_the_service_and_once_after_its_own() {
    let jobs = tasks(Pattern::Sync);
    let [(name, job)] = jobs.as_slice() else { panic!("one job, not {}", jobs.len()) };
    assert_eq!(
        (name.as_str(), job.resource.as_str()),
        ("Classify all", "arn:aws:states:::batch:submitJob.sync")
    );
    assert_eq!(job.timing.timeout_seconds, Some(Dynamic::Value(86_400)));
    let [service, own] = job.retry.as_slice() else { panic!("two retriers, not {}", job.retry.len()) };
    let names: Vec<_> = service.error_equals.iter().map(ErrorEquals::as_str).collect();
    assert!(names.contains(&"Batch.BatchException") && names.contains(&"Batch.AWSBatchException"));
    assert!(!names.contains(&"Batch.ClientException"), "a wrong request stays wrong");
    assert!(
        service.jitter_strategy == Some(apoyo_asl::JitterStrategy::Full) && service.max_attempts >= Some(5)
    );
    assert_eq!(own.error_equals, [ErrorEquals::TASK_FAILED.parse().unwrap()]);
    assert_eq!(own.max_attempts, Some(1));
    assert!(!retried(job).contains("States.Timeout"), "a day without machines is for a person to see");
}

#[test]
fn an_error_in_a_photos_step_is_recorded_and_an_error_of_the_whole_is_not_hidden() {
    for (name, task) in tasks(Pattern::RequestResponse).into_iter().chain(tasks(Pattern::Sync)) {
        let catches: Vec<&str> = task.catch.iter().map(|catcher| catcher.next.as_str()).collect();
        let expected: &[&str] = match name.as_str() {
            "List" | "Report" | "Classify all" => &[],
            "Stage one" => &["Not staged"],
            "Keep one" | "Review one" | "Delete one" => &["Not settled"],
            _ => &["Failed"],
        };
        assert_eq!(catches, expected, "{name}");
        assert!(task.catch.iter().all(|catcher| catcher.error_equals[0].as_str() == "States.ALL"), "{name}");
    }
}

#[test]
fn a_failed_map_run_stays_redrivable() {
    for name in MAPS {
        let state = state(name);
        let StateKind::Map(map) = &state.kind else { panic!("{name} is no Map") };
        assert!(map.is_distributed() && map.catch.is_empty(), "{name}");
        assert!(
            map.tolerated_failure_count.is_none() && map.tolerated_failure_percentage.is_none(),
            "{name}"
        );
    }
}

#[test]
fn no_lane_takes_more_functions_than_the_other() {
    for name in MAPS {
        let state = state(name);
        let StateKind::Map(map) = &state.kind else { panic!("{name} is no Map") };
        let inner = map.processor.flow.states.values().next().unwrap();
        let StateKind::Map(inner) = &inner.kind else { panic!("no Map in {name}") };
        assert_eq!(map.max_concurrency, Some(Dynamic::Value(40)), "{name}");
        assert_eq!(inner.max_concurrency, Some(Dynamic::Value(5)), "{name}");
    }
}

#[test]
fn both_lanes_lead_to_the_report_and_leave_their_outcomes_in_one_place() {
    for name in ["Triage", "Settle all"] {
        let state = state(name);
        assert_eq!(state.targets().iter().map(|target| target.as_str()).collect::<Vec<_>>(), ["Report"]);
        let StateKind::Map(map) = &state.kind else { panic!("{name} is no Map") };
        let writer = map.result_writer.as_ref().unwrap();
        assert_eq!(writer.arguments.as_ref().unwrap().to_json()["Prefix"], "{% $plan.results %}");
        assert_eq!(writer.config, apoyo_asl::WriterConfig::default(), "{name}");
    }
}

#[test]
fn only_the_verdict_discard_leads_to_the_trash() {
    let valid = valid();
    for (verdict, delete, review) in VERDICTS {
        let leading: Vec<String> = valid
            .states()
            .filter(|(_, state)| state.targets().iter().any(|target| target.as_str() == delete))
            .map(|(name, _)| name.to_string())
            .collect();
        assert_eq!(leading, [verdict]);
        let asking = state(verdict);
        let StateKind::Choice(choice) = &asking.kind else { panic!("{verdict} is no Choice") };
        assert_eq!(choice.default.as_ref().unwrap().as_str(), review);
        let to_trash: Vec<_> = choice.choices.iter().filter(|rule| rule.next.as_str() == delete).collect();
        assert_eq!(to_trash.len(), 1);
        assert!(format!("{:?}", to_trash[0].condition).contains("verdict = 'discard'"));
    }
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
        "bytes": 1, "lane": "lambda", "dryRun": false, "thresholds": thresholds, "batch": {"maxItems": 1},
        "staged": "s", "classified": "c", "shards": 2});
    let listed: ListInput = read(json!({"execution": "x", "started": "s", "input": {}}));
    let stage: StageInput = read(json!({"execution": "x", "photo": {"key": "k", "size": 1, "etag": "e"}}));
    let classify: ClassifyInput = read(json!({"execution": "x", "photo": staged, "thresholds": thresholds}));
    let settle: SettleInput = read(json!({"execution": "x", "photo": staged, "classified": classified}));
    assert_eq!(sent("List"), keys(listed));
    for name in ["Stage", "Stage one"] {
        assert_eq!(sent(name), keys(&stage), "{name}");
    }
    assert_eq!(sent("Classify"), keys(classify));
    for name in ["Keep", "Review", "Delete", "Keep one", "Review one", "Delete one"] {
        assert_eq!(sent(name), keys(&settle), "{name}");
    }
    assert_eq!(sent("Report"), keys(read::<ReportInput>(json!({"plan": plan}))));
}

#[test]
fn the_worker_is_sent_the_fields_that_it_reads() {
    let worker: WorkerInput = read(json!({"execution": "x", "staged": "s", "classified": "c", "shards": 2,
        "thresholds": {}}));
    let apoyo_asl::DataFlow::Jsonata(flow) = &state("Classify all").data_flow else { panic!("not JSONata") };
    let submitted = flow.arguments.as_ref().map(Template::to_json).unwrap().to_string();
    let (_, from_here) = submitted.split_once("$string({").unwrap();
    let (object, _) = from_here.split_once("})").unwrap();
    let sent = object.split(", ").map(|field| field.split('\'').nth(1).unwrap().to_owned());
    assert_eq!(sent.collect::<BTreeSet<_>>(), keys(worker));
    assert!(submitted.contains(&format!("'Name': '{}'", WorkerInput::VARIABLE)));
}

#[test]
fn the_definition_of_one_process_is_the_committed_one_with_names_in_place_of_its_substitutions() {
    let own = |name: &str| name.to_owned();
    let job = Job { queue: own("queue"), definition: own("worker:1"), platform: own(Job::ECS) };
    let names = [
        ("${ListFunctionArn}", "list"),
        ("${StageFunctionArn}", "stage"),
        ("${ClassifyFunctionArn}", "classify"),
        ("${KeepFunctionArn}", "keep"),
        ("${DeleteFunctionArn}", "delete"),
        ("${ReportFunctionArn}", "report"),
        ("${JobQueueArn}", "queue"),
        ("${JobDefinitionArn}", "worker:1"),
        ("${JobPlatform}", "ecs"),
    ];
    let committed = include_str!("../triage.asl.json").to_owned();
    let substituted = names.iter().fold(committed, |text, (from, to)| text.replace(from, to));
    assert!(!substituted.contains("${"), "{substituted}");
    assert_eq!(definition_with(&Calls::in_process(job)).to_pretty_json(), substituted);
}
