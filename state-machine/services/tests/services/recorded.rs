//! What was recorded from AWS is taken here too: the arguments of every recorded task of a service that has a table.

use std::path::PathBuf;

use apoyo_asl::{MachineType, ValidDefinition};
use apoyo_services::{Endpoints, check_arguments};
use serde_json::Value;

use crate::scene::{engine, failure};

/// Integrations that are run by others: one's own functions and jobs, the engine itself.
const OTHERS: [&str; 5] = ["lambda", "states", "aws-sdk:sfn", "batch", "apigateway"];

/// The tasks in the recorded histories: the resource, and its arguments.
fn tasks(folder: &PathBuf) -> Vec<(String, Value)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        collect(&serde_json::from_str(&text).unwrap(), &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<(String, Value)>) {
    if let Some(details) = value.get("taskScheduledEventDetails") {
        let text = |name: &str| details[name].as_str().unwrap_or_default().to_owned();
        let parameters = match &details["parameters"] {
            Value::String(text) => serde_json::from_str(text).unwrap_or_default(),
            other => other.clone(),
        };
        if !OTHERS.contains(&text("resourceType").as_str()) && parameters.is_object() {
            let resource = format!("arn:aws:states:::{}:{}", text("resourceType"), text("resource"));
            found.push((resource.replace(".waitForTaskToken", ""), parameters));
        }
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.values().for_each(|member| collect(member, found)),
        _ => {}
    }
}

fn folder() -> Option<PathBuf> {
    let folder = match std::env::var_os("APOYO_SHARED") {
        Some(shared) => PathBuf::from(shared).join("asl-cases"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/asl-cases"),
    };
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there (APOYO_SHARED names another place)", folder.display());
    }
    Some(folder).filter(|folder| folder.is_dir())
}

#[tokio::test]
async fn recorded_arguments_are_taken() {
    let Some(folder) = folder() else { return };
    let tasks = tasks(&folder);
    assert!(tasks.len() > 10, "{}", tasks.len());
    let engine = engine(Endpoints::none());
    for (resource, arguments) in tasks {
        let (_, cause) = failure(&engine, &resource, arguments.clone()).await;
        assert!(cause.contains("no endpoint is configured"), "{resource} {arguments}: {cause}");
    }
}

/// Definitions that AWS took.
fn definitions(value: &Value, found: &mut Vec<String>) {
    let is_run = value["kind"] == "execution" || value["kind"] == "sync_execution";
    if let Some(definition) = value["definition"].as_str().filter(|_| is_run) {
        found.push(definition.to_owned());
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| definitions(item, found)),
        Value::Object(members) => members.values().for_each(|member| definitions(member, found)),
        _ => {}
    }
}

#[test]
fn no_definition_that_aws_took_is_faulted() {
    let Some(folder) = folder() else { return };
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if let Ok(cases) = serde_json::from_str(&std::fs::read_to_string(file).unwrap()) {
            definitions(&cases, &mut found);
        }
    }
    assert!(found.len() > 100, "{}", found.len());
    for text in found {
        let Ok(definition) = ValidDefinition::parse(&text, MachineType::Standard) else { continue };
        assert_eq!(check_arguments(&definition), [], "{text}");
    }
}
