//! The cloud is killed while real processes run.

use apoyo_jobs::Jobs;
use serde_json::json;

use crate::workshop::{Workshop, options};
use crate::workshop_faults::is_running;

/// A process that runs jobs of its own and waits to be killed: what a test of this file starts of itself.
#[test]
fn cloud_that_is_killed() {
    let Some(home) = std::env::var_os("APOYO_JOBS_KILLED_HOME") else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let home = std::mem::ManuallyDrop::new(tempfile::TempDir::new_in(home).unwrap());
        println!("\nHOME {}", home.path().display());
        let jobs = Jobs::open(options(&home, 2)).await.unwrap();
        jobs.declare_queue("q", 1).await.unwrap();
        jobs.declare_definition(crate::bench::definition("d", &json!({}))).await.unwrap();
        let workshop = Workshop { home: tempfile::TempDir::new().unwrap(), jobs };
        let script = "trap '' TERM; echo $$ >> pids; sleep 1000 & echo $! >> pids; \
            if test $AWS_BATCH_JOB_ATTEMPT = 1; then wait; fi";
        println!("\nJOB {}", workshop.submit(script, json!({})).await);
        std::future::pending::<()>().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_outlives_its_cloud_is_ended_and_its_attempt_made_again() {
    if !std::path::Path::new("/proc/self/stat").exists() {
        println!("SKIPPED: there is no /proc here");
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (home, job) = killed_cloud(root.path()).await;
    let pids: Vec<String> =
        std::fs::read_to_string(home.join("pids")).unwrap().lines().map(str::to_owned).collect();
    assert!(pids.len() == 2 && pids.iter().all(|pid| is_running(pid)), "{pids:?} outlived the cloud");
    let bystander = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
    let options = apoyo_jobs::JobsOptions::over(&home).unwrap().folder(home.clone());
    let jobs = Jobs::open(options).await.unwrap();
    assert!(!pids.iter().any(|pid| is_running(pid)), "they are gone before the next attempt starts");
    let ended = apoyo_engine::RunJobs::wait(&jobs, &job).await.unwrap();
    assert_eq!((&ended["status"], ended["attempts"].as_array().unwrap().len()), (&json!("SUCCEEDED"), 2));
    assert!(ended["attempts"][0]["statusReason"].as_str().unwrap().starts_with("Host EC2"));
    assert!(is_running(&bystander.id().to_string()), "no other process was hit");
    end(bystander);
}

/// Starts this test program as a cloud, waits until its job runs, and kills it.
async fn killed_cloud(root: &std::path::Path) -> (std::path::PathBuf, String) {
    use std::io::BufRead;
    let mut cloud = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "workshop_restarts::cloud_that_is_killed", "--nocapture"])
        .env("APOYO_JOBS_KILLED_HOME", root)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufReader::new(cloud.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut told = |what: &str| lines.find_map(|line| line.strip_prefix(what).map(str::to_owned)).unwrap();
    let (home, job) = (std::path::PathBuf::from(told("HOME ")), told("JOB "));
    while std::fs::read_to_string(home.join("pids")).unwrap_or_default().lines().count() < 2 {
        tokio::task::yield_now().await;
    }
    end(cloud);
    (home, job)
}

fn end(mut process: std::process::Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}
