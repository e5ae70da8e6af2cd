use std::fmt::Display;

use apoyo_bucket::Bucket;
use apoyo_classify::{Classify, LookAtPhoto};
use apoyo_delete::Retention;
use apoyo_engine::{FunctionError, InvokeFunction};
use apoyo_list::{BatchLane, Config, NothingElseRuns};
use apoyo_photo::{ErrorName, Folders, read_step_input};
use apoyo_report::ModelFacts;
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::looker::Looker;

/// When every report says that its execution ended, so that reports can be compared.
const FINISHED: &str = "2026-11-21T08:03:12Z";

/// The six steps, where the lane `batch` is deployed.
pub(crate) struct Steps {
    bucket: Bucket,
    folders: Folders,
    classify: Classify<Looker>,
    list: Config,
    report: apoyo_report::Config,
}

impl Steps {
    pub(crate) fn new(bucket: Bucket, looker: Looker) -> Self {
        let folders = Folders::default();
        let model = ModelFacts { name: looker.model().to_owned(), thresholds: looker.thresholds() };
        Self {
            list: Config {
                bucket: bucket.name().to_owned(),
                folders: folders.clone(),
                batch_lane: BatchLane::Deployed,
            },
            report: apoyo_report::Config { folders: folders.clone(), model },
            classify: Classify::new(looker, apoyo_classify::DEFAULT_MAX_PHOTO_BYTES),
            bucket,
            folders,
        }
    }
}

#[async_trait]
impl InvokeFunction for Steps {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let Self { bucket, folders, .. } = self;
        match function {
            "list" => {
                let listed = apoyo_list::handle(bucket, &NothingElseRuns, &self.list, &read(payload)?).await;
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
                let retention = Retention::default();
                let deleted = apoyo_delete::handle(bucket, folders, retention, &read(payload)?).await;
                answer(deleted.map_err(|error| failed(error.name(), &error)))
            }
            "report" => {
                let finished = FINISHED.parse().unwrap();
                let totals = apoyo_report::handle(bucket, &self.report, finished, &read(payload)?).await;
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
