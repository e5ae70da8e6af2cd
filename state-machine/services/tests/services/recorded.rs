//! What was recorded from AWS is taken here too: the arguments of every recorded task of a service that has a table.

use std::path::PathBuf;

use apoyo_services::Endpoints;
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

#[tokio::test]
async fn recorded_arguments_are_taken() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/asl-cases");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return;
    }
    let tasks = tasks(&folder);
    assert!(tasks.len() > 10, "{}", tasks.len());
    let engine = engine(Endpoints::none());
    for (resource, arguments) in tasks {
        let (_, cause) = failure(&engine, &resource, arguments.clone()).await;
        assert!(cause.contains("no endpoint is configured"), "{resource} {arguments}: {cause}");
    }
}
