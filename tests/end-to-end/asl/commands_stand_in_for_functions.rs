use std::io::Read;
use std::process::Stdio;

use serde_json::json;

use crate::place::{Place, ended};

fn invoking(function: &str) -> Place {
    Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
            "Parameters": {"FunctionName": function, "Payload.$": "$"},
            "ResultSelector": {"result.$": "$.Payload"},
            "Catch": [{"ErrorEquals": ["ValueError"], "ResultPath": "$.caught", "Next": "Caught"}]},
            "Caught": {"Type": "Pass", "Parameters": {"error.$": "$.caught.Error"}, "End": true}}),
    )
}

#[test]
fn a_command_reads_the_payload_and_writes_the_result() {
    let place = invoking("double");
    let ended = place
        .asl(&["run", "machine.asl.json", "--input", "[1, \"ñ\"]", "--lambda", "double=cat"])
        .with_code(0);
    assert_eq!(ended.json(), json!({"result": [1, "ñ"]}));
}

#[test]
fn a_function_is_the_same_by_name_and_by_arn() {
    let place = invoking("arn:aws:lambda:eu-west-1:123456789012:function:double:live");
    let ended = place.asl(&["run", "machine.asl.json", "--lambda", "double=echo 1"]).with_code(0);
    assert_eq!(ended.json(), json!({"result": 1}));
}

#[test]
fn a_command_that_fails_fails_under_the_name_that_it_says_last() {
    let place = invoking("f");
    let command = "f=echo a trace >&2; echo 'ValueError: too big' >&2; exit 1";
    let ended =
        place.asl(&["run", "machine.asl.json", "--lambda", command]).with_code(0).saying(&["a trace"]);
    assert_eq!(ended.json(), json!({"error": "ValueError"}));
    let ended = place.asl(&["run", "machine.asl.json", "--lambda", "f=exit 9"]).with_code(1);
    ended.saying(&["FAILED", "Runtime.ExitError"]);
}

#[test]
fn a_command_that_takes_too_long_is_ended_with_all_that_it_started() {
    let place = Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "TimeoutSeconds": 1, "End": true}}),
    );
    // What the command starts holds the pipe open; it is at its end when nobody does any more.
    assert!(std::process::Command::new("mkfifo").arg(place.path("alive")).status().unwrap().success());
    let words = ["run", "machine.asl.json", "--skip-time", "--lambda", "f=sleep 600 > alive & wait"];
    let mut command = place.command(&words);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut alive = std::fs::File::open(place.path("alive")).unwrap();
    ended(running.wait_with_output().unwrap()).with_code(1).saying(&["States.Timeout"]);
    assert_eq!(alive.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn a_command_for_a_function_that_is_not_given_is_asked_for() {
    let place = invoking("double");
    place
        .asl(&["run", "machine.asl.json", "--lambda", "triple=cat"])
        .with_code(2)
        .saying(&["for \"double\"; given are: triple"]);
    place
        .asl(&["run", "machine.asl.json", "--lambda", "double"])
        .with_code(2)
        .saying(&["NAME=COMMAND is needed"]);
}
