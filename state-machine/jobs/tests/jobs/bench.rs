use std::num::NonZeroU32;
use std::sync::Arc;

use apoyo_engine::{ManualClock, RunJobs};
use apoyo_jobs::{ApiFault, Jobs, JobsOptions};
use serde_json::{Value, json};

use crate::scripted_processes::ScriptedProcesses;
use crate::temporary_journal::TemporaryJournal;

/// Jobs over processes and a disk that exist in the test only.
pub(crate) struct Bench {
    pub(crate) jobs: Jobs,
    pub(crate) processes: ScriptedProcesses,
    pub(crate) journal: TemporaryJournal,
    pub(crate) clock: ManualClock,
}

impl Bench {
    /// With so many vCPUs, a queue `q` and a definition `d` of one vCPU.
    pub(crate) async fn with_vcpus(vcpus: u32) -> Self {
        let bench = Self::over(TemporaryJournal::default(), ScriptedProcesses::default(), vcpus).await;
        bench.jobs.declare_queue("q", 1).await.unwrap();
        bench.jobs.declare_definition(definition("d", &json!({}))).await.unwrap();
        bench
    }

    pub(crate) async fn over(journal: TemporaryJournal, processes: ScriptedProcesses, vcpus: u32) -> Self {
        Self::opened(&journal, processes, vcpus).await.unwrap()
    }

    /// None where the disk is full.
    pub(crate) async fn opened(
        journal: &TemporaryJournal,
        processes: ScriptedProcesses,
        vcpus: u32,
    ) -> Option<Self> {
        let clock = ManualClock::default();
        let jobs = open(journal, &processes, &clock, vcpus).await.ok()?;
        Some(Self { jobs, processes, journal: journal.clone(), clock })
    }

    /// Another cloud over the same journal; the one before is no more.
    pub(crate) async fn reopened(self, vcpus: u32) -> Self {
        let Self { jobs, journal, clock, .. } = self;
        drop(jobs);
        // What is still on its way in the cloud before comes too late: it has another disk.
        let journal = journal.copy();
        let processes = ScriptedProcesses::default();
        let jobs = open(&journal, &processes, &clock, vcpus).await.unwrap();
        Self { jobs, processes, journal, clock }
    }

    pub(crate) async fn call(&self, operation: &str, request: Value) -> Result<Value, ApiFault> {
        self.jobs.call(operation, request, "r").await
    }

    /// Submits a job of `d` to `q` with these members too; gives back its id.
    pub(crate) async fn submit(&self, more: Value) -> String {
        let reply = self.call("submitjob", submission(more)).await.unwrap();
        reply["jobId"].as_str().unwrap().to_owned()
    }

    /// The message of a refusal.
    pub(crate) async fn refused(&self, operation: &str, request: Value) -> String {
        let fault = self.call(operation, request).await.unwrap_err();
        assert_eq!((fault.code, fault.status), ("ClientException", 400));
        fault.message
    }

    pub(crate) async fn described(&self, job: &str) -> Value {
        let reply = self.call("describejobs", json!({"jobs": [job]})).await.unwrap();
        reply["jobs"].get(0).cloned().unwrap_or_default()
    }

    pub(crate) async fn status(&self, job: &str) -> String {
        self.described(job).await["status"].as_str().unwrap_or("none").to_owned()
    }

    pub(crate) async fn ended(&self, job: &str) -> Value {
        RunJobs::wait(&self.jobs, job).await.unwrap()
    }
}

async fn open(
    journal: &TemporaryJournal,
    processes: &ScriptedProcesses,
    clock: &ManualClock,
    vcpus: u32,
) -> Result<Jobs, apoyo_jobs::OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let options = JobsOptions::over(folder.path()).unwrap();
    let options = options
        .journal(Arc::new(journal.clone()))
        .processes(Arc::new(processes.clone()))
        .clock(Arc::new(clock.clone()))
        .vcpus(NonZeroU32::new(vcpus).unwrap());
    Jobs::open(options).await
}

/// A job definition of one vCPU that runs `work`, with these members too.
pub(crate) fn definition(name: &str, more: &Value) -> Value {
    let container = json!({"image": "i", "command": ["work"],
        "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}]});
    merged(json!({"jobDefinitionName": name, "type": "container", "containerProperties": container}), more)
}

/// A submission of `d` to `q`, with these members too.
pub(crate) fn submission(mut more: Value) -> Value {
    for (name, value) in [("jobName", "j"), ("jobQueue", "q"), ("jobDefinition", "d")] {
        more.as_object_mut().unwrap().entry(name).or_insert_with(|| value.into());
    }
    more
}

fn merged(mut value: Value, more: &Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}
