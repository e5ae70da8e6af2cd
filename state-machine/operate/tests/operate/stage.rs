use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apoyo_bucket::Bucket;
use apoyo_delete::Retention;
use apoyo_engine::{
    Engine, LambdaRunner, MAP_CONCURRENCY, ManualClock, MemoryStore, Parts, Realm, TaskRouter,
};
use apoyo_local::s3::{EmbeddedS3, InMemoryConnector, S3Options};
use apoyo_local::{JsonService, S3Objects, StepFunctions};
use apoyo_operate::{ExecutionRef, Pause, Site, StartOptions, StartText};
use apoyo_photo::Folders;
use apoyo_triage::{Calls, Job, definition_with};
use aws_sdk_s3::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::states_line;
use crate::steps::{Steps, Trouble};

pub(crate) const BUCKET: &str = "fotos";

/// Folders in which a photo may lie.
const PLACES: [&str; 5] = ["sin procesar", "procesando", "procesadas", "por revisar", "descartadas"];

/// A bucket, the photo state machine, and what operates them.
pub(crate) struct Stage {
    home: TempDir,
    pub(crate) s3: EmbeddedS3,
    pub(crate) api: StepFunctions,
    pub(crate) site: Site,
    /// The engine's time; it stands still until a test moves it.
    pub(crate) clock: ManualClock,
    steps: Steps,
}

/// Time that does not pass: an execution's tasks are given the processor between two looks.
pub(crate) struct Turns;

impl Pause for Turns {
    async fn pause(&self, _: Duration) {
        tokio::task::yield_now().await;
    }
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with_retention(Retention::default()).await
    }

    pub(crate) async fn with_retention(retention: Retention) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(BUCKET);
        let s3 = EmbeddedS3::open(&S3Options::new(home.path()).bucket(BUCKET, folder)).unwrap();
        let steps = Steps::new(Bucket::new(s3.client(), BUCKET), retention);
        let clock = ManualClock::default();
        let engine = Arc::new(Engine::start(Parts {
            clock: Arc::new(clock.clone()),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(
                TaskRouter::default().route("arn:aws:states:::lambda:invoke", LambdaRunner(steps.clone())),
            ),
            objects: Arc::new(S3Objects::new(s3.client())),
            realm: Realm::default(),
            seed: 7,
            map_concurrency: MAP_CONCURRENCY,
        }));
        let api = StepFunctions::new(engine);
        let machine =
            create(&api, "triage", &definition_with(&Calls::in_process(Job::absent())).to_pretty_json())
                .await;
        let functions = states_line::client(JsonService::new(api.clone()));
        let bucket = Bucket::new(s3.client(), BUCKET);
        let site = Site::new(functions, machine.parse().unwrap(), bucket, Folders::default());
        Self { home, s3, api, site, clock, steps }
    }

    /// From now on, these go wrong.
    pub(crate) fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        *self.steps.troubles.lock().unwrap() = troubles.into_iter().collect();
    }

    /// The same place, whose S3 answers so many calls and then no more: as if the process were killed there.
    pub(crate) fn cut_after(&self, calls: usize) -> Site {
        let line = Cut { line: self.s3.connector(), left: Arc::new(AtomicUsize::new(calls)) };
        let config = self.s3.sdk_config().http_client(line).retry_config(RetryConfig::disabled());
        let bucket = Bucket::new(aws_sdk_s3::Client::from_conf(config.build()), BUCKET);
        let functions = states_line::client(JsonService::new(self.api.clone()));
        Site::new(functions, self.site.machine().clone(), bucket, Folders::default())
    }

    /// Uploads a text as a photo.
    pub(crate) async fn put(&self, key: &str, text: &str) {
        let put = self.s3.client().put_object().bucket(BUCKET).key(key);
        put.body(text.as_bytes().to_vec().into()).send().await.unwrap();
    }

    /// Deletes an object, as a person or the retention rule does.
    pub(crate) async fn remove(&self, key: &str) {
        self.s3.client().delete_object().bucket(BUCKET).key(key).send().await.unwrap();
    }

    /// Moves an object, as a person does.
    pub(crate) async fn rename(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.home.path().join(BUCKET).join(from)).unwrap();
        self.put(to, &text).await;
        self.remove(from).await;
    }

    /// Three photos, of the verdicts keep, review and discard.
    pub(crate) async fn three(&self) {
        self.put("sin procesar/línea 4/a.jpg", "0.9 pylon").await;
        self.put("sin procesar/línea 4/b.jpg", "0.5 doubt").await;
        self.put("sin procesar/línea 4/c.jpg", "0.1 field").await;
    }

    /// Runs an execution to its end; gives back its status.
    pub(crate) async fn run(&self, name: &str, input: &Value) -> String {
        self.start(name, input).await;
        self.site.watch(&reference(name), &Turns, |_| {}).await.unwrap().status
    }

    pub(crate) async fn start(&self, name: &str, input: &Value) {
        let input = StartText::read(&input.to_string(), "test").unwrap();
        let options = StartOptions { input, name: Some(name.parse().unwrap()) };
        self.site.start(&options).await.unwrap();
    }

    /// Lets the execution go on until this is so.
    async fn until(&self, mut is_so: impl FnMut(&BTreeMap<String, String>) -> bool) {
        for _ in 0..100_000 {
            if is_so(&self.photos()) {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("it never came to that: {:?}", self.photos());
    }

    /// Waits until `a` is kept, `b` is for review and `c` is in work, and no move is between its copy and its delete.
    pub(crate) async fn until_only_c_is_in_work(&self) {
        let wanted = ["procesadas/línea 4/a.jpg", "por revisar/línea 4/b.jpg", "procesando/línea 4/c.jpg"];
        self.until(|photos| {
            photos.len() == wanted.len() && wanted.iter().all(|key| photos.contains_key(*key))
        })
        .await;
    }

    /// Every photo's key and text.
    pub(crate) fn photos(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for place in PLACES {
            below(&self.home.path().join(BUCKET).join(place), place, &mut found);
        }
        found
    }

    /// The bucket's own file, for damage.
    pub(crate) fn path(&self, key: &str) -> std::path::PathBuf {
        self.home.path().join(BUCKET).join(key)
    }
}

/// An execution by its name.
pub(crate) fn reference(name: &str) -> ExecutionRef {
    name.parse().unwrap()
}

/// Creates a state machine; gives back its ARN.
pub(crate) async fn create(api: &StepFunctions, name: &str, definition: &str) -> String {
    let role = "arn:aws:iam::000000000000:role/r";
    let request = json!({"name": name, "definition": definition, "roleArn": role});
    let made = api.call("CreateStateMachine", request).await.unwrap();
    made["stateMachineArn"].as_str().unwrap().to_owned()
}

fn below(folder: &std::path::Path, key: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let key = format!("{key}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            below(&entry.path(), &key, found);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            // What an execution moves while this looks is no longer where it was listed.
            found.insert(key, text);
        }
    }
}

/// A line to S3 that is cut after some calls; what has arrived is done.
#[derive(Debug, Clone)]
struct Cut {
    line: InMemoryConnector,
    left: Arc<AtomicUsize>,
}

impl HttpClient for Cut {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Cut {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        match left {
            Ok(_) => self.line.call(request),
            Err(_) => HttpConnectorFuture::ready(Err(ConnectorError::io("the line is cut".into()))),
        }
    }
}
