use std::fmt::Display;
use std::num::NonZeroUsize;
use std::sync::Arc;

use apoyo_bucket::Bucket;
use apoyo_classify::{Classify, LookAtPhoto};
use apoyo_delete::Retention;
use apoyo_engine::{FunctionError, InvokeFunction};
use apoyo_list::{BatchLane, Config, RunningExecutions};
use apoyo_photo::step::{
    Classified, ClassifyInput, ListInput, Plan, ReportInput, SettleInput, StageInput, StageOutput, Totals,
};
use apoyo_photo::{ErrorName, Folders, Outcome, read_step_input};
use apoyo_report::ModelFacts;
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::tally::Tally;
use crate::clock;

/// The six steps, run in this process: the handlers that the Lambda binaries wrap.
pub(crate) struct PhotoFunctions<L, R> {
    bucket: Bucket,
    running: R,
    folders: Folders,
    batch_lane: BatchLane,
    classify: Classify<L>,
    reporting: apoyo_report::Config,
    tally: Arc<Tally>,
    classifying: Semaphore,
}

/// What the ARNs of functions begin with here.
const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:";

/// Their names.
pub(crate) const NAMES: [&str; 6] = ["list", "stage", "classify", "keep", "delete", "report"];

/// Photos held in memory at once, beyond those being decoded: one is read while each core is busy. Lambda bounds this
/// by giving each invocation a machine of its own; one process must bound it itself.
const READ_AHEAD: usize = 1;

impl<L: LookAtPhoto, R: RunningExecutions + Sync> PhotoFunctions<L, R> {
    /// The steps over a bucket, with the lane `batch` or without, where `running` tells which executions run; they count photos on `tally` as these reach
    /// their end.
    pub(crate) fn new(
        (bucket, folders, batch_lane): (Bucket, Folders, BatchLane),
        looker: L,
        (running, tally): (R, Arc<Tally>),
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let model = ModelFacts { name: looker.model().to_owned(), thresholds: looker.thresholds() };
        let reporting = apoyo_report::Config { folders: folders.clone(), model };
        let classify = Classify::new(looker, apoyo_classify::DEFAULT_MAX_PHOTO_BYTES);
        let classifying = Semaphore::new(cores + READ_AHEAD);
        Self { bucket, running, folders, batch_lane, classify, reporting, tally, classifying }
    }

    async fn list(&self, input: ListInput) -> Result<Plan, FunctionError> {
        let config = Config {
            bucket: self.bucket.name().to_owned(),
            folders: self.folders.clone(),
            batch_lane: self.batch_lane,
        };
        let plan = apoyo_list::handle(&self.bucket, &self.running, &config, &input)
            .await
            .map_err(|error| failed(error.name(), &error))?
            .plan;
        self.tally.listed(plan.photos);
        Ok(plan)
    }

    async fn stage(&self, input: StageInput) -> Result<StageOutput, FunctionError> {
        let output = apoyo_stage::handle(&self.bucket, &self.folders, &input)
            .await
            .map_err(|error| failed(error.name(), &error))?;
        if let StageOutput::Taken { outcome } = &output {
            self.tally.ended(outcome.outcome);
        }
        Ok(output)
    }

    async fn classify(&self, input: ClassifyInput) -> Result<Classified, FunctionError> {
        let _turn = self.classifying.acquire().await.expect("the semaphore is never closed");
        self.classify
            .handle(&self.bucket, &self.folders, &input)
            .await
            .map_err(|error| failed(error.name(), &error))
    }

    async fn keep(&self, input: SettleInput) -> Result<Outcome, FunctionError> {
        let outcome = apoyo_keep::handle(&self.bucket, &self.folders, &input)
            .await
            .map_err(|error| failed(error.name(), &error))?;
        Ok(self.counted(outcome))
    }

    async fn delete(&self, input: SettleInput) -> Result<Outcome, FunctionError> {
        // What a person sorts at home stays in a folder that the person empties.
        let outcome = apoyo_delete::handle(&self.bucket, &self.folders, Retention::default(), &input)
            .await
            .map_err(|error| failed(error.name(), &error))?;
        Ok(self.counted(outcome))
    }

    async fn report(&self, input: ReportInput) -> Result<Totals, FunctionError> {
        let totals = apoyo_report::handle(&self.bucket, &self.reporting, clock::now(), &input)
            .await
            .map_err(|error| failed(error.name(), &error))?;
        self.tally.reported(totals.clone());
        Ok(totals)
    }

    fn counted(&self, outcome: Outcome) -> Outcome {
        self.tally.ended(outcome.outcome);
        outcome
    }
}

#[async_trait]
impl<L: LookAtPhoto, R: RunningExecutions + Send + Sync + 'static> InvokeFunction for PhotoFunctions<L, R> {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        match function {
            "list" => answer(self.list(read(payload)?).await),
            "stage" => answer(self.stage(read(payload)?).await),
            "classify" => answer(self.classify(read(payload)?).await),
            "keep" => answer(self.keep(read(payload)?).await),
            "delete" => answer(self.delete(read(payload)?).await),
            "report" => answer(self.report(read(payload)?).await),
            other => Err(FunctionError::Service {
                name: "Lambda.ResourceNotFoundException".to_owned(),
                message: format!("Function not found: {FUNCTION_ARN}{other}"),
            }),
        }
    }
}

fn read<I: DeserializeOwned>(payload: &Value) -> Result<I, FunctionError> {
    read_step_input(payload.clone()).map_err(|error| failed(ErrorName::InvalidInput, &error))
}

fn answer<O: Serialize>(output: Result<O, FunctionError>) -> Result<Value, FunctionError> {
    output
        .and_then(|output| serde_json::to_value(output).map_err(|error| failed(ErrorName::Internal, &error)))
}

/// The error document that the step's Lambda would report.
fn failed(name: ErrorName, error: &impl Display) -> FunctionError {
    FunctionError::Function(json!({"errorType": name.as_str(), "errorMessage": error.to_string()}))
}
