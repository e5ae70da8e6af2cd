use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use apoyo_asl::MachineType;
use apoyo_bucket::Bucket;
use apoyo_engine::{
    BatchRunner, Clock, Engine, ExecutionDescription, LambdaRunner, MAP_CONCURRENCY, ManualClock,
    MemoryStore, Parts, Realm, TaskRouter,
};
use apoyo_local::S3Objects;
use apoyo_local::s3::{EmbeddedS3, S3Options};
use apoyo_triage::{Calls, Job, definition_with};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::array_jobs::{ArrayJobs, Machines};
use crate::looker::Looker;
use crate::photos::Photo;
use crate::steps::Steps;

/// What the job's retrier waits before the job is submitted again.
const PAUSE: Duration = Duration::from_mins(1);

/// Folders in which a photo may be at rest.
pub(crate) const PLACES: [&str; 5] =
    ["sin procesar", "procesando", "procesadas", "por revisar", "descartadas"];

/// A bucket with photos that wait, and what may run over it.
pub(crate) struct Site {
    home: TempDir,
    s3: EmbeddedS3,
    pub(crate) looker: Looker,
}

/// An execution that ended.
pub(crate) struct Run {
    pub(crate) ended: ExecutionDescription,
    pub(crate) jobs: ArrayJobs,
}

impl Site {
    pub(crate) async fn with(photos: &[Photo]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let bucket = home.path().join("fotos");
        let s3 = EmbeddedS3::open(&S3Options::new(home.path()).bucket("fotos", bucket)).unwrap();
        for (path, bytes) in photos {
            let put = s3.client().put_object().bucket("fotos").key(format!("sin procesar/{path}"));
            put.body(bytes.clone().into()).send().await.unwrap();
        }
        Self { home, s3, looker: Looker::new() }
    }

    fn bucket(&self) -> Bucket {
        Bucket::new(self.s3.client(), "fotos")
    }

    /// Runs an execution of this name and input to its end.
    pub(crate) async fn run(&self, name: &str, input: &Value, (platform, machines): (&str, Machines)) -> Run {
        let jobs = ArrayJobs::new(self.bucket(), self.looker.clone(), machines);
        let clock = ManualClock::default();
        let engine = self.engine(&clock, &jobs);
        let text = definition(platform);
        let machine =
            engine.create_state_machine("triage", MachineType::Standard, (&text, "embedded")).unwrap();
        let started = engine.start_execution(&machine, Some(name), &input.to_string()).await.unwrap();
        let ended = tokio::select! {
            biased;
            ended = engine.wait_for_end(&started.execution_arn) => ended.unwrap(),
            () = skip_the_pause(&clock, &jobs) => engine.wait_for_end(&started.execution_arn).await.unwrap(),
        };
        Run { ended, jobs }
    }

    fn engine(&self, clock: &ManualClock, jobs: &ArrayJobs) -> Engine {
        let steps = Steps::new(self.bucket(), self.looker.clone());
        let tasks = TaskRouter::default()
            .route("arn:aws:states:::lambda:invoke", LambdaRunner(steps))
            .route("arn:aws:states:::batch:", BatchRunner::new(jobs.clone()));
        Engine::start(Parts {
            clock: Arc::new(clock.clone()),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(tasks),
            objects: Arc::new(S3Objects::new(self.s3.client())),
            realm: Realm::default(),
            seed: 7,
            map_concurrency: MAP_CONCURRENCY,
        })
    }

    /// The photos in these folders, by key, each with the hash of its content.
    pub(crate) fn photos(&self, places: &[&str]) -> BTreeMap<String, String> {
        places.iter().flat_map(|place| self.below(place)).collect()
    }

    /// The hashes of the photos in these folders, sorted, each as often as it occurs.
    pub(crate) fn contents(&self, places: &[&str]) -> Vec<String> {
        let mut contents: Vec<String> = self.photos(places).into_values().collect();
        contents.sort();
        contents
    }

    /// The keys of the records of an execution that begin with this.
    pub(crate) fn records(&self, prefix: &str) -> Vec<String> {
        self.below("ejecuciones")
            .into_iter()
            .map(|(key, _)| key)
            .filter(|key| key.starts_with(prefix))
            .collect()
    }

    /// `report.json` of an execution.
    pub(crate) fn report(&self, execution: &str) -> Value {
        let path = format!("fotos/ejecuciones/{execution}/report.json");
        serde_json::from_slice(&fs::read(self.home.path().join(path)).unwrap()).unwrap()
    }

    fn below(&self, place: &str) -> Vec<(String, String)> {
        let bucket = self.home.path().join("fotos");
        let files = WalkDir::new(bucket.join(place)).sort_by_file_name().into_iter().filter_map(Result::ok);
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|entry| (key(&bucket, entry.path()), hash(&fs::read(entry.path()).unwrap()))).collect()
    }
}

/// Hashes as [`Site::contents`] gives them.
pub(crate) fn contents_of(photos: &[Photo]) -> Vec<String> {
    let mut contents: Vec<String> = photos.iter().map(|(_, bytes)| hash(bytes)).collect();
    contents.sort();
    contents
}

fn key(bucket: &Path, file: &Path) -> String {
    file.strip_prefix(bucket).unwrap().to_str().unwrap().to_owned()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn definition(platform: &str) -> String {
    let (queue, definition) = ("queue".to_owned(), "worker:1".to_owned());
    let job = Job { queue, definition, platform: platform.to_owned() };
    definition_with(&Calls::in_process(job)).to_pretty_json()
}

/// Once the array job has failed, nothing runs until its retrier's pause is over: the clock jumps there.
async fn skip_the_pause(clock: &ManualClock, jobs: &ArrayJobs) {
    jobs.have_failed(1).await;
    while clock.next_deadline().await.duration_since(clock.now()).unsigned_abs() > PAUSE {
        tokio::task::yield_now().await;
    }
    clock.advance_to_next_sleeper().await;
}
