//! The journal in a file.

use apoyo_jobs::{Jobs, JobsOptions, Journal, SqliteJournal};
use serde_json::json;

use crate::bench::{definition, submission};
use crate::scripted_processes::ScriptedProcesses;

#[tokio::test]
async fn what_is_acknowledged_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (job, described) = {
        let jobs = open(folder.path()).await;
        jobs.declare_queue("q", 1).await.unwrap();
        jobs.declare_definition(definition("d", &json!({}))).await.unwrap();
        let reply =
            jobs.call("submitjob", submission(json!({"arrayProperties": {"size": 3}})), "r").await.unwrap();
        let job = reply["jobId"].as_str().unwrap().to_owned();
        let described = apoyo_engine::RunJobs::wait(&jobs, &job).await.unwrap();
        jobs.shut_down().await;
        (job, described)
    };
    let jobs = open(folder.path()).await;
    assert_eq!(jobs.call("describejobs", json!({ "jobs": [job] }), "r").await.unwrap()["jobs"][0], described);
    assert_eq!(described["status"], "SUCCEEDED");
}

async fn open(folder: &std::path::Path) -> Jobs {
    let processes = ScriptedProcesses::ending(|_| 0);
    // The file is free a moment after the loop of the process before has ended.
    let options = loop {
        match JobsOptions::over(folder) {
            Ok(options) => break options,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    Jobs::open(options.processes(std::sync::Arc::new(processes))).await.unwrap()
}

#[test]
fn a_file_that_is_none_or_that_another_has_open_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let first = SqliteJournal::open(&path).unwrap();
    assert!(first.load().unwrap().is_empty());
    let error = SqliteJournal::open(&path).unwrap_err().to_string();
    assert!(error.contains("jobs.sqlite") && error.contains("locked"), "{error}");
    drop(first);
    std::fs::write(folder.path().join("broken"), "this is no database, and longer than its header would be")
        .unwrap();
    assert!(SqliteJournal::open(&folder.path().join("broken")).is_err());
    let error = SqliteJournal::open(&folder.path().join("absent/jobs.sqlite")).unwrap_err().to_string();
    assert!(error.contains("absent/jobs.sqlite"), "{error}");
}
