use std::sync::Arc;

use apoyo_asl::WriterConfig;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::result_file::{ResultFile, records};
use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::{Failure, error_name};
use crate::history::ResultTarget;
use crate::objects::{ObjectError, ObjectStore};
use crate::payload::Payload;

/// A result file is written once it has this many bytes, so that few bytes are held in memory.
const FILE_BYTES: usize = 8 * 1024 * 1024;

/// What became of one child execution.
pub(crate) struct ChildResult {
    pub(crate) execution_arn: Arn,
    pub(crate) state_machine_arn: Arc<str>,
    pub(crate) input: Payload,
    pub(crate) output: Option<Payload>,
    pub(crate) failure: Option<Failure>,
    pub(crate) status: Status,
    pub(crate) start: Timestamp,
    pub(crate) stop: Timestamp,
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

/// Writes the results of a Map Run: `SUCCEEDED_n`, `FAILED_n` and `PENDING_n` files and the `manifest.json` that names
/// them, under `<prefix>/<uuid of the run>/`.
pub(crate) struct ResultWriter {
    objects: Arc<dyn ObjectStore>,
    target: ResultTarget,
    map_run_arn: Arn,
    config: WriterConfig,
}

/// The files of one outcome.
struct Series {
    name: &'static str,
    file: ResultFile,
    written: Vec<Value>,
}

impl ResultWriter {
    pub(crate) fn new(
        objects: Arc<dyn ObjectStore>,
        target: ResultTarget,
        map_run_arn: Arn,
        config: WriterConfig,
    ) -> Self {
        Self { objects, target, map_run_arn, config }
    }

    /// Writes what arrives until the sender is gone; gives back the result of the state.
    pub(crate) async fn run(
        self,
        mut results: mpsc::UnboundedReceiver<ChildResult>,
    ) -> Result<Payload, Failure> {
        let mut succeeded = Series::new("SUCCEEDED", self.config);
        let mut failed = Series::new("FAILED", self.config);
        while let Some(mut result) = results.recv().await {
            let series = if result.status == Status::Succeeded { &mut succeeded } else { &mut failed };
            for record in records(&result, self.config) {
                series.file.push(&record);
            }
            if series.file.len() >= FILE_BYTES {
                self.write(series).await?;
            }
            drop(result.permit.take());
        }
        self.write(&mut succeeded).await?;
        self.write(&mut failed).await?;
        self.write_manifest(succeeded.written, failed.written).await
    }

    async fn write(&self, series: &mut Series) -> Result<(), Failure> {
        let Some(bytes) = series.file.take() else { return Ok(()) };
        let name = format!("{}_{}.{}", series.name, series.written.len(), series.file.extension());
        let key = self.key(&name);
        series.written.push(json!({"Key": key, "Size": bytes.len()}));
        self.objects.put(&self.target.bucket, &key, bytes.into()).await.map_err(unwritable)
    }

    async fn write_manifest(&self, succeeded: Vec<Value>, failed: Vec<Value>) -> Result<Payload, Failure> {
        let key = self.key("manifest.json");
        let manifest = json!({
            "DestinationBucket": self.target.bucket,
            "MapRunArn": self.map_run_arn,
            "ResultFiles": {"FAILED": failed, "PENDING": [], "SUCCEEDED": succeeded},
        });
        self.objects.put(&self.target.bucket, &key, manifest.to_string().into()).await.map_err(unwritable)?;
        Ok(Arc::new(json!({
            "MapRunArn": self.map_run_arn,
            "ResultWriterDetails": {"Bucket": self.target.bucket, "Key": key},
        })))
    }

    fn key(&self, name: &str) -> String {
        let run = self.map_run_arn.name();
        match self.target.prefix.trim_end_matches('/') {
            "" => format!("{run}/{name}"),
            prefix => format!("{prefix}/{run}/{name}"),
        }
    }
}

impl Series {
    fn new(name: &'static str, config: WriterConfig) -> Self {
        Self { name, file: ResultFile::new(config), written: Vec::new() }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn unwritable(error: ObjectError) -> Failure {
    Failure::new(error_name::RESULT_WRITER_FAILED, error.to_string())
}
