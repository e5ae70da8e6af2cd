use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use apoyo_asl::MachineType;
use apoyo_bucket::Bucket;
use apoyo_engine::{Arn, Engine, LambdaRunner, MemoryStore, Parts, Realm, TaskRouter, TokioClock};
use apoyo_list::{BatchLane, NothingElseRuns};
use apoyo_local::S3Objects;
use apoyo_local::s3::{EmbeddedS3, OpenError, S3Options};
use apoyo_photo::Folders;
use apoyo_triage::{Calls, Job, definition_with};
use apoyo_vision::Classifier;

use super::functions::PhotoFunctions;
use super::tally::Tally;

/// The bucket whose folder is the output folder itself.
pub(crate) const BUCKET: &str = "apoyo";

/// Name of the state machine.
pub(crate) const MACHINE: &str = "triage";

/// Batches in work at once for each core. A batch's photos take turns at the cores anyway; a second batch fills the
/// gaps in which the first one only moves files.
pub(crate) const BATCHES_PER_CORE: usize = 1;

/// The embedded cloud of one run: S3 over the output folder, and the engine with the photo state machine.
pub(crate) struct Cloud {
    engine: Engine,
    machine: Arn,
}

impl Cloud {
    /// S3 over the output folder, which becomes the photo bucket.
    pub(crate) fn open_s3(out: &Path) -> anyhow::Result<EmbeddedS3> {
        let options = S3Options::new(out).bucket(BUCKET, out);
        match EmbeddedS3::open(&options) {
            Err(OpenError::InUse { .. }) => anyhow::bail!(
                "another `apoyo run` is working in {}: wait for it to end, or name another folder with --out",
                out.display()
            ),
            opened => Ok(opened?),
        }
    }

    /// The engine, with the steps as its functions.
    pub(crate) fn start(s3: &EmbeddedS3, classifier: Classifier, tally: Arc<Tally>) -> anyhow::Result<Self> {
        let bucket = Bucket::new(s3.client(), BUCKET);
        let functions = PhotoFunctions::new(
            (bucket, Folders::default(), BatchLane::Absent),
            classifier,
            (NothingElseRuns, tally),
        );
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let engine = Engine::start(Parts {
            clock: Arc::new(TokioClock),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(
                TaskRouter::default().route("arn:aws:states:::lambda:invoke", LambdaRunner(functions)),
            ),
            objects: Arc::new(S3Objects::new(s3.client())),
            realm: Realm::default(),
            seed: std::process::id().into(),
            map_concurrency: NonZeroUsize::new(cores * BATCHES_PER_CORE).unwrap_or(NonZeroUsize::MIN),
        });
        let definition = definition_with(&Calls::in_process(Job::absent())).to_pretty_json();
        let machine =
            engine.create_state_machine(MACHINE, MachineType::Standard, (&definition, "embedded"))?;
        Ok(Self { engine, machine })
    }

    /// Starts an execution and waits for its end.
    pub(crate) async fn execute(
        &self,
        name: &str,
        input: &str,
    ) -> anyhow::Result<apoyo_engine::ExecutionDescription> {
        let started = self.engine.start_execution(&self.machine, Some(name), input).await?;
        Ok(self.engine.wait_for_end(&started.execution_arn).await?)
    }
}
