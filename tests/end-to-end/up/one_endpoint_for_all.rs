//! S3 and Step Functions answer at one address, to other people's clients; what is not there says so.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::cloud::{Cloud, machine, photos, up};
use crate::signed::Request;

/// The `aws` command, from `APOYO_TOOLS` or the path; says so where there is none.
fn aws(cloud: &Cloud, arguments: &[&str]) -> Option<(bool, String)> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join("aws"));
    let mut all = own.into_iter().chain([PathBuf::from("aws")]);
    let Some(program) = all.find(|program| Command::new(program).arg("--version").output().is_ok()) else {
        println!("SKIPPED: there is no aws command (pip install awscli)");
        return None;
    };
    let exported = cloud.welcome.lines().find_map(|line| line.strip_prefix("export ")).unwrap();
    let variables = exported.split(' ').filter_map(|pair| pair.split_once('='));
    let output = Command::new(program).args(arguments).envs(variables).output().unwrap();
    let said = if output.status.success() { output.stdout } else { output.stderr };
    Some((output.status.success(), String::from_utf8(said).unwrap()))
}

#[test]
fn the_aws_command_needs_only_the_line_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let cloud = Cloud::start(&data);
    let photo = folder.path().join("a.txt");
    std::fs::write(&photo, "no photo").unwrap();
    let uploaded = ["s3", "cp", photo.to_str().unwrap(), "s3://apoyo/sin procesar/a.txt"];
    let Some((true, _)) = aws(&cloud, &uploaded) else { return };
    assert_eq!(std::fs::read_to_string(photos(&data).join("sin procesar/a.txt")).unwrap(), "no photo");
    let (_, machines) = aws(&cloud, &["stepfunctions", "list-state-machines"]).unwrap();
    let machines: Value = serde_json::from_str(&machines).unwrap();
    assert_eq!(machines["stateMachines"][0]["stateMachineArn"], machine("triage"));
    let (is_there, said) = aws(&cloud, &["dynamodb", "list-tables"]).unwrap();
    assert!(
        !is_there && said.contains("the embedded cloud has s3, states, lambda, batch, scheduler"),
        "{said}"
    );
}

#[test]
fn a_machine_of_the_users_own_runs_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    let definition =
        json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": "mine", "End": true}}});
    let request = json!({"name": "mine", "definition": definition.to_string(),
        "roleArn": "arn:aws:iam::000000000000:role/r", "publish": true});
    let version = cloud.call("CreateStateMachine", &request).unwrap()["stateMachineVersionArn"].clone();
    cloud.kill();
    let cloud = Cloud::start(folder.path());
    let started = cloud.call("StartExecution", &json!({"stateMachineArn": version})).unwrap();
    let shown = cloud.call("DescribeExecution", &json!({"executionArn": started["executionArn"]})).unwrap();
    assert_eq!(shown["stateMachineVersionArn"], version);
}

#[test]
fn a_folder_or_port_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    let second = up(folder.path(), "0").output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(said.contains(folder.path().to_str().unwrap()), "{said}");

    let port = cloud.endpoint().rsplit(':').next().unwrap().to_owned();
    let other = tempfile::tempdir().unwrap();
    let third = up(other.path(), &port).output().unwrap();
    let said = String::from_utf8(third.stderr).unwrap();
    assert!(said.contains(&format!("port {port} of 127.0.0.1: name another one with --port")), "{said}");
}

#[test]
fn a_request_for_a_service_that_is_not_here_says_which_are() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    let request = Request { service: "dynamodb", method: "POST", target: "/", headers: &[], body: "{}" };
    let (status, body) = cloud.send(&request.signed(cloud.host())).unwrap();
    assert_eq!(status, 501);
    assert!(body.contains("the service \\\"dynamodb\\\" is not here"), "{body}");
}
