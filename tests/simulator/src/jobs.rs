use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use apoyo_bucket::Bucket;
use apoyo_engine::{JobError, RunJobs, SubmittedJob};
use apoyo_photo::WorkerExit;
use apoyo_photo::step::WorkerInput;
use apoyo_worker::{Clock, Job, Pace, ReadAhead, Worker};
use async_trait::async_trait;
use futures::future::join_all;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::sandboxes::Sandboxes;
use crate::steps::Looker;
use crate::world::World;

/// How often Batch tries a job, as the job definition's `retryStrategy` says.
const ATTEMPTS: u32 = 3;

/// AWS Batch: runs the worker for each job of an array, all at once. Its jobs go on when the engine dies.
#[derive(Clone)]
pub(crate) struct Jobs {
    pub(crate) world: Arc<World>,
    pub(crate) bucket: Bucket,
    pub(crate) sandboxes: Arc<Sandboxes>,
    arrays: Arc<Mutex<BTreeMap<String, Array>>>,
}

/// An array job.
struct Array {
    name: String,
    process: AbortHandle,
    /// Its description, once it has ended.
    ended: watch::Receiver<Option<Value>>,
}

impl Jobs {
    pub(crate) fn new(world: Arc<World>, bucket: Bucket, sandboxes: Arc<Sandboxes>) -> Self {
        Self { world, bucket, sandboxes, arrays: Arc::default() }
    }

    /// Forgets every job, as when all of Batch had died with the process.
    pub(crate) fn kill_all(&self) {
        for (_, array) in std::mem::take(&mut *self.arrays()) {
            array.process.abort();
        }
    }

    fn arrays(&self) -> MutexGuard<'_, BTreeMap<String, Array>> {
        self.arrays.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, id: &str, request: Value) -> Array {
        let (end, ended) = watch::channel(None);
        let (jobs, id, name) = (self.clone(), id.to_owned(), request["jobName"].clone());
        let name = name.as_str().unwrap_or_default().to_owned();
        let process = tokio::spawn(async move {
            let size = request["arrayProperties"]["size"].as_u64().unwrap_or(1);
            let done = join_all((0..size).map(|index| jobs.job(&request, index))).await;
            let failed = done.iter().filter(|is_done| !**is_done).count();
            let status = if failed == 0 { "SUCCEEDED" } else { "FAILED" };
            end.send_replace(Some(json!({"jobId": id, "jobName": request["jobName"], "status": status})));
        });
        Array { name, process: process.abort_handle(), ended }
    }

    /// Whether a job of the array ended well, after as many attempts as that took.
    async fn job(&self, request: &Value, index: u64) -> bool {
        for attempt in 1..=ATTEMPTS {
            match self.attempt(request, (index, attempt)).await {
                Some(WorkerExit::Done) => return true,
                Some(WorkerExit::Failed) => return false,
                // The machine is gone, or says that trying again may help.
                Some(WorkerExit::Transient | WorkerExit::Stopped) | None => {}
            }
        }
        false
    }

    async fn attempt(&self, request: &Value, (index, attempt): (u64, u32)) -> Option<WorkerExit> {
        let input = variable(request, WorkerInput::VARIABLE)?;
        let variables = [
            ("AWS_BATCH_JOB_ARRAY_INDEX", index.to_string()),
            ("AWS_BATCH_JOB_ATTEMPT", attempt.to_string()),
            ("APOYO_BUCKET", self.bucket.name().to_owned()),
            (WorkerInput::VARIABLE, input),
        ];
        let known =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let job = Job::from_variables(known).ok()?;
        let execution = job.input.execution.to_string();
        let (bucket, world) = (self.bucket.clone(), Arc::clone(&self.world));
        let one_by_one = ReadAhead { photos: 1, bytes: u64::MAX };
        // Each photo is progress: what a killed attempt had done is then met by the next one.
        let pace = Pace { photos: 1, bytes: 1 };
        let begun =
            self.sandboxes.ask_for_local((format!("job {index} of {execution}"), "worker", execution), {
                Box::new(move || {
                    Box::pin(async move {
                        let looker = Looker(Arc::clone(&world));
                        let worker =
                            Worker::new(job, bucket, looker, WorkerTime(world)).with(one_by_one, pace);
                        worker.run(std::future::pending()).await.exit
                    })
                })
            });
        begun.await.ok()
    }
}

/// A variable of the job's environment.
fn variable(request: &Value, name: &str) -> Option<String> {
    let all = request["containerOverrides"]["environment"].as_array()?;
    let found = all.iter().find(|variable| variable["name"] == name)?;
    found["value"].as_str().map(str::to_owned)
}

#[async_trait]
impl RunJobs for Jobs {
    async fn submit(&self, request: &Value, client_token: &str) -> Result<SubmittedJob, JobError> {
        let mut arrays = self.arrays();
        let array = arrays
            .entry(client_token.to_owned())
            .or_insert_with(|| self.begin(client_token, request.clone()));
        Ok(SubmittedJob {
            job_arn: format!("arn:aws:batch:us-east-1:000000000000:job/{client_token}"),
            job_id: client_token.to_owned(),
            job_name: array.name.clone(),
        })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        let ended = self.arrays().get(job_id).map(|array| array.ended.clone());
        let Some(mut ended) = ended else { return Err(unknown(job_id)) };
        let description = ended.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
        description.ok_or_else(|| unknown(job_id))
    }

    async fn terminate(&self, job_id: &str, _reason: &str) -> Result<(), JobError> {
        if let Some(array) = self.arrays().get(job_id) {
            array.process.abort();
        }
        Ok(())
    }
}

fn unknown(job_id: &str) -> JobError {
    JobError { code: "ClientException".to_owned(), status: 404, message: format!("no job {job_id}") }
}

/// The simulation's time, for a worker.
struct WorkerTime(Arc<World>);

impl Clock for WorkerTime {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.now_ms())
    }

    async fn sleep(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.0.sleep_until_ms(self.0.now_ms().saturating_add(ms)).await;
    }
}
