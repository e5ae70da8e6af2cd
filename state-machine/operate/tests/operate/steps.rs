//! The six steps, in this process, with a classifier that reads the score from the photo's text.

use std::fmt::Display;
use std::sync::{Arc, Mutex};

use apoyo_bucket::Bucket;
use apoyo_classify::{Classify, Look, LookAtPhoto, LookFault};
use apoyo_delete::Retention;
use apoyo_engine::{FunctionError, InvokeFunction};
use apoyo_list::{BatchLane, Config, NothingElseRuns};
use apoyo_photo::{ErrorName, Folders, Reason, Thresholds, read_step_input};
use apoyo_report::ModelFacts;
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// When every report says that its execution ended.
const FINISHED: &str = "2026-11-21T08:03:12Z";

/// Keep from 0.8, discard below 0.2; a photo's first word is its score, anything else is damage.
struct Reader;

impl LookAtPhoto for Reader {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let text = String::from_utf8_lossy(bytes);
        let score = text.split(' ').next().and_then(|word| word.parse::<f64>().ok()?.try_into().ok());
        Ok(match score {
            Some(score) => Ok(Look { score, thumbnail: b"small".to_vec() }),
            None => Err(Reason::Damaged { detail: "no score".to_owned() }),
        })
    }

    fn model(&self) -> &'static str {
        "reader@1"
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds::new(0.8.try_into().unwrap(), 0.2.try_into().unwrap()).unwrap()
    }
}

/// What is to go wrong: calls of a function whose payload holds a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// They fail.
    Fails(&'static str, &'static str),
    /// They never end.
    Hangs(&'static str, &'static str),
}

#[derive(Clone)]
pub(crate) struct Steps {
    bucket: Bucket,
    folders: Folders,
    classify: Arc<Classify<Reader>>,
    retention: Retention,
    pub(crate) troubles: Arc<Mutex<Vec<Trouble>>>,
}

impl Steps {
    pub(crate) fn new(bucket: Bucket, retention: Retention) -> Self {
        let classify = Arc::new(Classify::new(Reader, apoyo_classify::DEFAULT_MAX_PHOTO_BYTES));
        Self { bucket, folders: Folders::default(), classify, retention, troubles: Arc::default() }
    }

    fn trouble(&self, function: &str, payload: &Value) -> Option<Trouble> {
        let text = payload.to_string();
        let troubles = self.troubles.lock().unwrap();
        let met = troubles.iter().find(|(Trouble::Fails(of, with) | Trouble::Hangs(of, with))| {
            *of == function && text.contains(with)
        });
        met.cloned()
    }
}

#[async_trait]
impl InvokeFunction for Steps {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        match self.trouble(function, payload) {
            Some(Trouble::Fails(..)) => return Err(failed(ErrorName::AccessDenied, &"made to fail")),
            Some(Trouble::Hangs(..)) => std::future::pending().await,
            None => {}
        }
        let Self { bucket, folders, .. } = self;
        match function {
            "list" => {
                let name = bucket.name().to_owned();
                let config = Config { bucket: name, folders: folders.clone(), batch_lane: BatchLane::Absent };
                let listed = apoyo_list::handle(bucket, &NothingElseRuns, &config, &read(payload)?).await;
                answer(listed.map(|listed| listed.plan).map_err(|error| failed(error.name(), &error)))
            }
            "stage" => {
                let staged = apoyo_stage::handle(bucket, folders, &read(payload)?).await;
                answer(staged.map_err(|error| failed(error.name(), &error)))
            }
            "classify" => {
                let classified = self.classify.handle(bucket, folders, &read(payload)?).await;
                answer(classified.map_err(|error| failed(error.name(), &error)))
            }
            "keep" => {
                let kept = apoyo_keep::handle(bucket, folders, &read(payload)?).await;
                answer(kept.map_err(|error| failed(error.name(), &error)))
            }
            "delete" => {
                let deleted = apoyo_delete::handle(bucket, folders, self.retention, &read(payload)?).await;
                answer(deleted.map_err(|error| failed(error.name(), &error)))
            }
            "report" => {
                let model = ModelFacts { name: "reader@1".into(), thresholds: Reader.thresholds() };
                let config = apoyo_report::Config { folders: folders.clone(), model };
                let finished = FINISHED.parse().unwrap();
                let totals = apoyo_report::handle(bucket, &config, finished, &read(payload)?).await;
                answer(totals.map_err(|error| failed(error.name(), &error)))
            }
            other => panic!("no step is called {other:?}"),
        }
    }
}

fn read<I: DeserializeOwned>(payload: &Value) -> Result<I, FunctionError> {
    read_step_input(payload.clone()).map_err(|error| failed(ErrorName::InvalidInput, &error))
}

fn answer<O: Serialize>(output: Result<O, FunctionError>) -> Result<Value, FunctionError> {
    output.map(|output| serde_json::to_value(output).unwrap())
}

fn failed(name: ErrorName, error: &impl Display) -> FunctionError {
    FunctionError::Function(json!({"errorType": name.as_str(), "errorMessage": error.to_string()}))
}
