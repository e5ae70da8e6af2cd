use std::process::{Command, Stdio};

use serde_json::json;

use crate::place::{Place, ended};

#[test]
fn an_interrupt_stops_the_execution_and_prints_what_there_is() {
    let place = Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "End": true}}),
    );
    // The function itself interrupts: then the execution is surely under way.
    let lambda = "f=kill -INT $APOYO; sleep 600";
    let words = ["run", "machine.asl.json", "--history", "--lambda", lambda];
    let shell = place.command(&words);
    let mut command = Command::new("sh");
    command.arg("-c").arg("APOYO=$$ exec \"$@\"").arg("sh").arg(shell.get_program()).args(shell.get_args());
    command.current_dir(place.path(".")).stdin(Stdio::null());
    let ended = ended(command.output().unwrap()).with_code(1).saying(&["ABORTED", "stopped by Ctrl-C"]);
    assert!(
        ended.stdout.contains("LambdaFunctionScheduled") && ended.stdout.contains("ExecutionAborted"),
        "{ended:?}"
    );
}

#[test]
fn an_execution_that_waits_for_a_token_that_nobody_sends_is_stopped() {
    let place = Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken", "End": true,
            "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:child", "Input": {"t.$": "$$.Task.Token"}}}}),
    );
    place.json("child.json", &json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}));
    for skip in [&["--skip-time"][..], &[]] {
        let words = [&["run", "machine.asl.json", "--machine", "child=child.json"], skip].concat();
        place
            .asl(&words)
            .with_code(1)
            .saying(&["ABORTED", "it waits for a task token that nobody here will send"]);
    }
}

#[test]
fn a_token_that_another_machine_sends_is_waited_for() {
    let place = Place::with_machine(
        "T",
        &json!({"T": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken", "End": true,
            "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:child", "Input": {"t.$": "$$.Task.Token"}}}}),
    );
    place.json(
        "child.json",
        &json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "Next": "Send"},
            "Send": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
                "Parameters": {"TaskToken.$": "$.t", "Output": {"sent": true}}}}}),
    );
    let words = ["run", "machine.asl.json", "--machine", "child=child.json", "--skip-time"];
    assert_eq!(place.asl(&words).with_code(0).json(), json!({"sent": true}));
}
