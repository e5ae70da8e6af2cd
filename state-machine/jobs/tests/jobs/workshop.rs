use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{Clock, RunJobs, TokioClock};
use apoyo_jobs::{Jobs, JobsOptions, LocalProcesses};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bench::definition;

/// Jobs that are real processes, over a real file and with the computer's clock.
pub(crate) struct Workshop {
    pub(crate) home: TempDir,
    pub(crate) jobs: Jobs,
}

impl Workshop {
    /// With a queue `q` and a definition `d`.
    pub(crate) async fn open(vcpus: u32) -> Self {
        Self::with_clock(vcpus, Arc::new(TokioClock)).await
    }

    /// The same, with a clock by which time limits are kept; the processes themselves keep the computer's.
    pub(crate) async fn with_clock(vcpus: u32, clock: Arc<dyn Clock>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(options(&home, vcpus).clock(clock)).await.unwrap();
        jobs.declare_queue("q", 1).await.unwrap();
        jobs.declare_definition(definition("d", &json!({}))).await.unwrap();
        Self { home, jobs }
    }

    /// Submits a job that runs this in a shell, with these members too; gives back its id.
    pub(crate) async fn submit(&self, script: &str, more: Value) -> String {
        self.submit_command(&["sh", "-c", script], more).await
    }

    pub(crate) async fn submit_command(&self, command: &[&str], more: Value) -> String {
        let mut request = json!({"jobName": "j", "jobQueue": "q", "jobDefinition": "d",
            "containerOverrides": {"command": command}});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = self.jobs.call("submitjob", request, "r").await.unwrap();
        reply["jobId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn ended(&self, job: &str) -> Value {
        RunJobs::wait(&self.jobs, job).await.unwrap()
    }

    pub(crate) async fn run(&self, script: &str) -> Value {
        let job = self.submit(script, json!({})).await;
        self.ended(&job).await
    }

    /// The file that an attempt's output is in.
    pub(crate) fn log(&self, container: &Value) -> PathBuf {
        let stream = container["logStreamName"].as_str().unwrap();
        self.home.path().join(format!("logs/aws/batch/job/{stream}.log"))
    }

    pub(crate) fn output(&self, ended: &Value) -> String {
        fs::read_to_string(self.log(&ended["container"])).unwrap()
    }

    /// Waits until a file of the home folder has something in it, which a job writes; gives that back.
    pub(crate) async fn written(&self, name: &str) -> String {
        let path = self.home.path().join(name);
        loop {
            match fs::read_to_string(&path) {
                Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
                _ => tokio::task::yield_now().await,
            }
        }
    }
}

pub(crate) fn options(home: &TempDir, vcpus: u32) -> JobsOptions {
    let options = JobsOptions::over(home.path()).unwrap();
    options
        .vcpus(vcpus.try_into().unwrap())
        .folder(home.path().to_owned())
        .variables(vec![("AWS_ENDPOINT_URL".into(), "http://127.0.0.1:1".into())])
        .processes(Arc::new(LocalProcesses::new(Arc::new(TokioClock))))
}
