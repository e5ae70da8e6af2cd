//! The lane `batch`, whose worker is a process; the Lambda executables in place of the same code in one process; and
//! functions and jobs of the user's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use apoyo_fixtures::{Jpeg, Scene};
use serde_json::{Value, json};

use crate::cloud::{Cloud, photos, up};
use crate::executions::{end_of, start, totals};
use crate::signed::Request;

/// The real photos among the fixtures' are few; these differ in what they show and in how they are broken.
fn bring(data: &Path) {
    let folder = photos(data).join("sin procesar/línea 4");
    std::fs::create_dir_all(&folder).unwrap();
    for index in 0..8 {
        let whole = Jpeg::default().encode(&Scene::new(300 + index, 200 + index));
        let bytes = if index == 5 { &whole[..whole.len() / 2] } else { &whole[..] };
        std::fs::write(folder.join(format!("{index}.jpg")), bytes).unwrap();
    }
}

/// What became of each photo, by the report of an execution: where it is, and its score.
fn verdicts(data: &Path, execution: &str) -> BTreeMap<String, (Value, Value)> {
    let report = photos(data).join("ejecuciones").join(execution).join("report.json");
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let outcomes = report["photos"].as_array().unwrap().iter();
    outcomes
        .map(|it| (it["key"].as_str().unwrap().to_owned(), (it["to"].clone(), it["score"].clone())))
        .collect()
}

/// Sorts the same photos in a cloud of its own.
fn sort(configure: impl Fn(&Path) -> Cloud, input: &Value) -> BTreeMap<String, (Value, Value)> {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    bring(&data);
    let cloud = configure(&data);
    let execution = start(&cloud, "triage", "both", &input.to_string());
    let ended = totals(&end_of(&cloud, &execution));
    assert_eq!((&ended["listed"], &ended["failed"]), (&json!(8), &json!(0)), "{ended}");
    verdicts(&data, "both")
}

/// Whether all Lambda executables are there, beside the program that the tests drive.
fn lambda_executables() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_BIN_EXE_apoyo")).parent().unwrap();
    let steps = ["list", "stage", "classify", "keep", "delete", "report"];
    let missing = steps.iter().find(|step| !folder.join(format!("apoyo-{step}")).exists());
    match missing {
        None => Some(folder.to_owned()),
        Some(step) => {
            println!(
                "SKIPPED: there is no {}/apoyo-{step} (cargo build --workspace --bins)",
                folder.display()
            );
            None
        }
    }
}

#[test]
fn both_lanes_and_the_lambda_executables_judge_alike() {
    let lambda = sort(Cloud::start, &json!({"lane": "lambda"}));
    assert_eq!(lambda.len(), 8);
    let batch = sort(Cloud::start, &json!({"lane": "batch"}));
    assert_eq!(batch, lambda, "the worker's processes");
    let Some(folder) = lambda_executables() else { return };
    let isolated = |data: &Path| {
        let mut command = up(data, "0");
        command.arg("--isolated").arg(&folder);
        Cloud::of(command)
    };
    assert_eq!(sort(isolated, &json!({"lane": "lambda"})), lambda, "the Lambda executables");
}

const OWN: &str = r#"
schedule: {state: disabled}
local:
  functions:
    double:
      command: [sh, -c, "read n; echo $((n * 2))"]
    broken:
      command: [sh, -c, "echo out of paper >&2; exit 3"]
  jobs:
    definitions:
      sweep:
        command: [sh, -c, 'test "$AWS_BATCH_JOB_ARRAY_INDEX" -ge 0 && echo swept']
"#;

#[test]
fn a_machine_of_the_users_own_calls_functions_and_jobs_of_the_users_own() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::configured(folder.path(), OWN);
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Double", "States": {
        "Double": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": "double", "Payload": "{% $states.input.n %}"},
            "Output": "{% $states.result.Payload %}", "Next": "Break"},
        "Break": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:broken",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% {'caught': $states.errorOutput, 'n': $states.input} %}",
                "Next": "Sweep"}], "End": true},
        "Sweep": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync",
            "Arguments": {"JobName": "s", "JobQueue": "default", "JobDefinition": "sweep", "ArrayProperties": {"Size": 3}},
            "Output": "{% $merge([$states.input, {'job': $states.result.Status}]) %}", "End": true}}});
    let request = json!({"name": "mine", "definition": definition.to_string(), "roleArn": "arn:aws:iam::000000000000:role/r"});
    cloud.call("CreateStateMachine", &request).unwrap();
    let ended = totals(&end_of(&cloud, &start(&cloud, "mine", "one", r#"{"n": 21}"#)));
    assert_eq!((&ended["n"], &ended["job"]), (&json!(42), &json!("SUCCEEDED")), "{ended}");
    assert!(ended["caught"]["Cause"].as_str().is_some_and(|cause| cause.contains("out of paper")), "{ended}");
    let target = "/2015-03-31/functions/double/invocations";
    let invoke = Request { service: "lambda", method: "POST", target, headers: &[], body: "4" };
    assert_eq!(cloud.ask(&invoke), Ok(json!(8)));
}

#[test]
fn a_mistake_in_the_section_local_is_told_with_its_field() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = "local: {functions: {double: {command: [sh], timeoutSeconds: 1000}}}";
    std::fs::write(folder.path().join("apoyo.yaml"), wrong).unwrap();
    let ended = up(&folder.path().join("data"), "0").current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(said.contains("field local.functions.double.timeoutSeconds") && said.contains("1000"), "{said}");
}
