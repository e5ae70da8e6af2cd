use std::sync::Arc;

use apoyo_asl::WriterConfig;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::result_file::{ResultFile, pending_record, records};
use crate::api::ChildOf;
use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::{Failure, error_name};
use crate::history::ResultTarget;
use crate::objects::{ObjectError, ObjectStore};
use crate::payload::Payload;
use crate::store::StoredChild;

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
    pub(crate) redrive_count: u32,
    /// Events of its history; 0 for type EXPRESS.
    pub(crate) events: u64,
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

impl ChildResult {
    /// What a store keeps of it; the permit is not part of that.
    pub(crate) fn to_stored(&self, part: ChildOf) -> StoredChild {
        let ChildOf { map_run_arn, index, items, map_run_redrives } = part;
        StoredChild {
            map_run_arn,
            index,
            items,
            map_run_redrives,
            redrive_count: self.redrive_count,
            events: self.events,
            status: self.status,
            input: Arc::clone(&self.input),
            output: self.output.clone(),
            failure: self.failure.clone(),
            start_date: self.start,
            stop_date: self.stop,
        }
    }
}

/// A child execution that was not started, because its Map Run had failed.
pub(crate) struct PendingChild {
    pub(crate) execution_arn: Arn,
    pub(crate) state_machine_arn: Arc<str>,
    pub(crate) input: Payload,
    pub(crate) permit: OwnedSemaphorePermit,
}

/// What is written.
pub(crate) enum Entry {
    Ended(ChildResult),
    Pending(PendingChild),
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
    pub(crate) async fn run(self, mut entries: mpsc::UnboundedReceiver<Entry>) -> Result<Payload, Failure> {
        let [mut succeeded, mut failed, mut pending] =
            ["SUCCEEDED", "FAILED", "PENDING"].map(|name| Series::new(name, self.config));
        while let Some(entry) = entries.recv().await {
            let series = match &entry {
                Entry::Ended(result) if result.status == Status::Succeeded => &mut succeeded,
                Entry::Ended(_) => &mut failed,
                Entry::Pending(_) => &mut pending,
            };
            for record in entry.records(self.config) {
                series.file.push(&record);
            }
            if series.file.len() >= FILE_BYTES {
                self.write(series).await?;
            }
            entry.release();
        }
        for series in [&mut succeeded, &mut failed, &mut pending] {
            self.write(series).await?;
        }
        self.write_manifest([succeeded, failed, pending]).await
    }

    async fn write(&self, series: &mut Series) -> Result<(), Failure> {
        let Some(bytes) = series.file.take() else { return Ok(()) };
        let name = format!("{}_{}.{}", series.name, series.written.len(), series.file.extension());
        let key = self.key(&name);
        series.written.push(json!({"Key": key, "Size": bytes.len()}));
        self.objects.put(&self.target.bucket, &key, bytes.into()).await.map_err(unwritable)
    }

    async fn write_manifest(&self, all: [Series; 3]) -> Result<Payload, Failure> {
        let key = self.key("manifest.json");
        let files: Map<String, Value> =
            all.into_iter().map(|series| (series.name.to_owned(), series.written.into())).collect();
        let manifest = json!({
            "DestinationBucket": self.target.bucket,
            "MapRunArn": self.map_run_arn,
            "ResultFiles": files,
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

impl Entry {
    fn records(&self, config: WriterConfig) -> Vec<Value> {
        match self {
            Self::Ended(result) => records(result, config),
            Self::Pending(child) => vec![pending_record(child)],
        }
    }

    /// Gives the permit back, once it is written.
    fn release(self) {
        match self {
            Self::Ended(result) => drop(result.permit),
            Self::Pending(child) => drop(child.permit),
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
