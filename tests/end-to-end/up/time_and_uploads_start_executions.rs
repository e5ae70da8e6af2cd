//! Executions that no person starts.

use serde_json::{Value, json};

use crate::cloud::{Cloud, machine};
use crate::executions::{end_of, totals, until};
use crate::signed::{Request, UNSIGNED_BODY};

/// ARNs of the photo machine's executions.
fn executions(cloud: &Cloud) -> Vec<Value> {
    let listed = cloud.call("ListExecutions", &json!({"stateMachineArn": machine("triage")})).unwrap();
    listed["executions"].as_array().unwrap().iter().map(|it| it["executionArn"].clone()).collect()
}

fn upload(cloud: &Cloud, name: &str) {
    let target = format!("/apoyo/sin%20procesar/{name}");
    let put = Request {
        service: "s3",
        method: "PUT",
        target: &target,
        headers: &[UNSIGNED_BODY],
        body: "no photo",
    };
    assert_eq!(cloud.send(&put.signed(cloud.host())).unwrap().0, 200);
}

#[test]
fn a_schedule_starts_executions_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::configured(folder.path(), "schedule: {state: disabled}\n");
    let body = json!({"ScheduleExpression": "rate(1 minutes)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": machine("triage"), "RoleArn": "arn:aws:iam::000000000000:role/r", "Input": "{}"}});
    let body = body.to_string();
    let headers = [("content-type", "application/json")];
    let create = Request {
        service: "scheduler",
        method: "POST",
        target: "/schedules/each",
        headers: &headers,
        body: &body,
    };
    let made = cloud.ask(&create).unwrap();
    assert!(made["ScheduleArn"].as_str().is_some_and(|arn| arn.ends_with("schedule/default/each")), "{made}");
    // A rate begins when it is made: the first execution is there at once.
    until(|| !executions(&cloud).is_empty());
}

#[test]
fn an_upload_starts_an_execution_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "schedule: {state: disabled}\nuploads: {trigger: direct}\n";
    let cloud = Cloud::configured(folder.path(), yaml);
    upload(&cloud, "a.jpg");
    until(|| executions(&cloud).len() == 1);
    let ended = totals(&end_of(&cloud, &executions(&cloud)[0]));
    assert_eq!((&ended["listed"], &ended["review"]), (&json!(1), &json!(1)), "{ended}");
}

#[test]
fn an_upload_that_was_acknowledged_before_a_kill_starts_its_execution_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let gathering = "schedule: {state: disabled}\nuploads: {trigger: batched, windowSeconds: 2}\n";
    let cloud = Cloud::configured(folder.path(), gathering);
    upload(&cloud, "a.jpg");
    upload(&cloud, "b.jpg");
    cloud.kill();
    let cloud = Cloud::configured(folder.path(), gathering);
    until(|| !executions(&cloud).is_empty());
    let first = executions(&cloud)[0].clone();
    assert_eq!(totals(&end_of(&cloud, &first))["listed"], 2, "one execution for both");
}
