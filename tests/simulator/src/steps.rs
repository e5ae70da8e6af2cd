use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use apoyo_bucket::Bucket;
use apoyo_classify::{Classify, DEFAULT_MAX_PHOTO_BYTES, Look, LookAtPhoto, LookFault};
use apoyo_delete::Retention;
use apoyo_engine::{Engine, FunctionError, Realm, Status};
use apoyo_list::{BatchLane, Config, RunningExecutions, UnknownWhetherRunning};
use apoyo_photo::{ErrorName, ExecutionName, Folders, Reason, Thresholds, read_step_input};
use apoyo_report::ModelFacts;
use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::MACHINE;
use crate::photo::{MODEL, Reader};
use crate::world::World;

/// The handlers of the six steps, as the Lambda binaries call them.
pub(crate) struct Steps {
    bucket: Bucket,
    folders: Folders,
    classify: Classify<Looker>,
    list: Config,
    report: apoyo_report::Config,
    retention: Retention,
    running: Running,
    world: Arc<World>,
}

/// The engine that runs now.
pub(crate) type EngineSlot = Arc<Mutex<Option<Arc<Engine>>>>;

impl Steps {
    pub(crate) fn new(
        (world, bucket): (Arc<World>, Bucket),
        retention: Retention,
        (engine, batch_lane): (EngineSlot, BatchLane),
    ) -> Self {
        let folders = Folders::default();
        let model = ModelFacts { name: MODEL.to_owned(), thresholds: Reader.thresholds() };
        Self {
            classify: Classify::new(Looker(Arc::clone(&world)), DEFAULT_MAX_PHOTO_BYTES),
            list: Config { bucket: bucket.name().to_owned(), folders: folders.clone(), batch_lane },
            report: apoyo_report::Config { folders: folders.clone(), model },
            running: Running(engine),
            bucket,
            folders,
            retention,
            world,
        }
    }

    /// Runs a step as its Lambda function would.
    ///
    /// # Errors
    /// The error document that the function would report.
    pub(crate) async fn run(&self, step: &str, payload: Value) -> Result<Value, FunctionError> {
        let Self { bucket, folders, .. } = self;
        match step {
            "list" => {
                let listed = apoyo_list::handle(bucket, &self.running, &self.list, &read(payload)?).await;
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
                let outcome = apoyo_keep::handle(bucket, folders, &read(payload)?).await;
                answer(outcome.map_err(|error| failed(error.name(), &error)))
            }
            "delete" => {
                let outcome = apoyo_delete::handle(bucket, folders, self.retention, &read(payload)?).await;
                answer(outcome.map_err(|error| failed(error.name(), &error)))
            }
            "report" => {
                let now = self.world.now();
                let totals = apoyo_report::handle(bucket, &self.report, now, &read(payload)?).await;
                answer(totals.map_err(|error| failed(error.name(), &error)))
            }
            other => Err(FunctionError::Service {
                name: "Lambda.ResourceNotFoundException".to_owned(),
                message: format!("Function not found: {other}"),
            }),
        }
    }
}

fn read<I: serde::de::DeserializeOwned>(payload: Value) -> Result<I, FunctionError> {
    read_step_input(payload).map_err(|error| failed(ErrorName::InvalidInput, &error))
}

fn answer<O: Serialize>(output: Result<O, FunctionError>) -> Result<Value, FunctionError> {
    output
        .and_then(|output| serde_json::to_value(output).map_err(|error| failed(ErrorName::Internal, &error)))
}

fn failed(name: ErrorName, error: &impl Display) -> FunctionError {
    FunctionError::Function(json!({"errorType": name.as_str(), "errorMessage": error.to_string()}))
}

/// The stand-in for the network, which looks when the other thread is idle.
#[derive(Debug)]
pub(crate) struct Looker(pub(crate) Arc<World>);

impl LookAtPhoto for Looker {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        self.0.wait_to_look();
        Reader.look(bytes)
    }

    fn model(&self) -> &str {
        MODEL
    }

    fn thresholds(&self) -> Thresholds {
        Reader.thresholds()
    }
}

/// Asks the engine that runs now, as `DescribeExecution` would be asked.
struct Running(EngineSlot);

impl RunningExecutions for Running {
    async fn is_running(&self, execution: &ExecutionName) -> Result<bool, UnknownWhetherRunning> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let arn = Realm::default().execution(MACHINE, execution.as_str());
        let found = slot.as_ref().and_then(|engine| engine.describe_execution(&arn).ok());
        Ok(found.is_some_and(|execution| execution.status == Status::Running))
    }
}
