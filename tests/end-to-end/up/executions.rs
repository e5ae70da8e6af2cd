//! Executions, started and waited for over the API.

#![expect(clippy::disallowed_methods, reason = "another process is waited for, by looking again")]

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cloud::{Cloud, machine};

/// Starts an execution; gives back its ARN.
pub(crate) fn start(cloud: &Cloud, of: &str, name: &str, input: &str) -> Value {
    let request = json!({"stateMachineArn": machine(of), "name": name, "input": input});
    cloud.call("StartExecution", &request).unwrap()["executionArn"].clone()
}

/// How an execution ended: its description.
pub(crate) fn end_of(cloud: &Cloud, execution: &Value) -> Value {
    loop {
        let shown = cloud.call("DescribeExecution", &json!({"executionArn": execution})).unwrap();
        if shown["status"] != "RUNNING" {
            return shown;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// The output of an execution that succeeded.
pub(crate) fn totals(ended: &Value) -> Value {
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
    serde_json::from_str(ended["output"].as_str().unwrap()).unwrap()
}

/// Looks again until it is so.
pub(crate) fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        thread::sleep(Duration::from_millis(50));
    }
}
