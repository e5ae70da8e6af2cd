use std::future;
use std::sync::{Arc, Mutex};

use apoyo_bucket::Bucket;
use apoyo_engine::{JobError, RunJobs, SubmittedJob};
use apoyo_photo::WorkerExit;
use apoyo_photo::step::WorkerInput;
use apoyo_worker::{Job, Pace, ReadAhead, TokioClock, Worker};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::looker::Looker;

/// How often Batch tries a job, as the job definition's `retryStrategy` says.
const ATTEMPTS: u32 = 3;

/// What becomes of the machines on which the jobs run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Machines {
    /// They stay.
    Stay,
    /// That of a job's first attempt is taken back once so many photos were looked at on it.
    FirstIsTakenBack { after_photos: u64 },
    /// Every one is.
    AllAreTakenBack { after_photos: u64 },
}

/// AWS Batch, which runs the worker for each job of an array; the jobs of an array run one after the other.
#[derive(Clone)]
pub(crate) struct ArrayJobs(Arc<State>);

struct State {
    bucket: Bucket,
    looker: Looker,
    machines: Machines,
    requests: Mutex<Vec<Value>>,
    failed: watch::Sender<usize>,
}

impl ArrayJobs {
    pub(crate) fn new(bucket: Bucket, looker: Looker, machines: Machines) -> Self {
        let (requests, failed) = (Mutex::default(), watch::Sender::new(0));
        Self(Arc::new(State { bucket, looker, machines, requests, failed }))
    }

    /// The bodies of all submissions.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.0.requests.lock().unwrap().clone()
    }

    /// Waits until so many array jobs have failed.
    pub(crate) async fn have_failed(&self, jobs: usize) {
        self.0.failed.subscribe().wait_for(|failed| *failed >= jobs).await.unwrap();
    }

    /// Whether a job of the array ended well, after as many attempts as that took.
    async fn job(&self, request: &Value, index: u64) -> bool {
        for attempt in 1..=ATTEMPTS {
            match self.attempt(request, (index, attempt)).await {
                WorkerExit::Done => return true,
                WorkerExit::Failed => return false,
                WorkerExit::Transient | WorkerExit::Stopped => {}
            }
        }
        false
    }

    async fn attempt(&self, request: &Value, (index, attempt): (u64, u32)) -> WorkerExit {
        let variables = [
            ("AWS_BATCH_JOB_ARRAY_INDEX", index.to_string()),
            ("AWS_BATCH_JOB_ATTEMPT", attempt.to_string()),
            ("APOYO_BUCKET", self.0.bucket.name().to_owned()),
            (WorkerInput::VARIABLE, variable(request, WorkerInput::VARIABLE)),
        ];
        let job = Job::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        });
        let one_by_one = ReadAhead { photos: 1, bytes: u64::MAX };
        let State { bucket, looker, .. } = &*self.0;
        let worker = Worker::new(job.unwrap(), bucket.clone(), looker.clone(), TokioClock::start())
            .with(one_by_one, Pace::default());
        let stop = self.taken_back(attempt);
        // A process has its own thread, and so has this worker.
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || runtime.block_on(worker.run(stop))).await.unwrap().exit
    }

    /// Ready when the machine of this attempt is taken back.
    fn taken_back(&self, attempt: u32) -> impl Future<Output = ()> + use<> {
        let after = match self.0.machines {
            Machines::FirstIsTakenBack { after_photos } if attempt == 1 => Some(after_photos),
            Machines::AllAreTakenBack { after_photos } => Some(after_photos),
            Machines::Stay | Machines::FirstIsTakenBack { .. } => None,
        };
        let mut looks = self.0.looker.looks();
        async move {
            let Some(after) = after else { return future::pending().await };
            let last = *looks.borrow() + after;
            looks.wait_for(|looks| *looks >= last).await.unwrap();
        }
    }
}

/// A variable of the job's environment, in whichever of both places the platform has it.
fn variable(request: &Value, name: &str) -> String {
    let ecs = &request["containerOverrides"]["environment"];
    let eks = &request["eksPropertiesOverride"]["podProperties"]["containers"][0]["env"];
    let environment = ecs.as_array().or_else(|| eks.as_array()).unwrap();
    let found = environment.iter().find(|variable| variable["name"] == name).unwrap();
    found["value"].as_str().unwrap().to_owned()
}

#[async_trait]
impl RunJobs for ArrayJobs {
    async fn submit(&self, request: &Value, _client_token: &str) -> Result<SubmittedJob, JobError> {
        let mut requests = self.0.requests.lock().unwrap();
        let job_id = requests.len().to_string();
        requests.push(request.clone());
        let job_arn = format!("arn:aws:batch:us-east-1:000000000000:job/{job_id}");
        Ok(SubmittedJob { job_arn, job_id, job_name: request["jobName"].as_str().unwrap().to_owned() })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        let request = self.requests()[job_id.parse::<usize>().unwrap()].clone();
        let size = request["arrayProperties"]["size"].as_u64().unwrap();
        let mut failed = 0;
        for index in 0..size {
            failed += u64::from(!self.job(&request, index).await);
        }
        let status = if failed == 0 { "SUCCEEDED" } else { "FAILED" };
        if failed > 0 {
            self.0.failed.send_modify(|jobs| *jobs += 1);
        }
        let summary = json!({"SUCCEEDED": size - failed, "FAILED": failed});
        Ok(json!({"jobId": job_id, "jobName": request["jobName"], "status": status,
            "arrayProperties": {"size": size, "statusSummary": summary}}))
    }

    async fn terminate(&self, job_id: &str, reason: &str) -> Result<(), JobError> {
        panic!("nobody should end job {job_id}: {reason}");
    }
}
