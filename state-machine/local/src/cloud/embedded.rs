use std::sync::Arc;

use apoyo_engine::{Engine, Parts, Realm, Resumption, TaskRunner};
use tokio::net::TcpListener;

use super::router::Router;
use super::signature::Verifier;
use super::{CloudError, CloudOptions, CloudService};
use crate::s3::{EmbeddedS3, S3Options};
use crate::server::{self, Exposure, ServeError};
use crate::{JsonService, RegistryFile, S3Objects, SqliteStore, StepFunctions};

/// S3, Step Functions, and what else is given to it, in this process.
pub struct EmbeddedCloud {
    s3: EmbeddedS3,
    engine: Arc<Engine>,
    step_functions: StepFunctions,
    resumption: Resumption,
    verifier: Verifier,
    others: Vec<Arc<dyn CloudService>>,
}

impl EmbeddedCloud {
    /// Opens the S3 of a data folder, for the runners of tasks that [`EmbeddedCloud::open`] takes.
    ///
    /// # Errors
    /// When the folder cannot be used, or another process has it open.
    pub fn open_s3(options: &CloudOptions) -> Result<EmbeddedS3, CloudError> {
        let s3 = S3Options::new(&options.data).credentials(&options.key.id, &options.key.secret);
        Ok(EmbeddedS3::open(&s3)?)
    }

    /// Goes on where the last process ended, in the tokio runtime that this is called in; `tasks` runs what executions
    /// call.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub async fn open(
        options: &CloudOptions,
        s3: EmbeddedS3,
        tasks: Arc<dyn TaskRunner>,
    ) -> Result<Self, CloudError> {
        let own = options.own_folder();
        let store = SqliteStore::open(&own.join("executions.sqlite"))?;
        let trouble = store.trouble();
        let file = RegistryFile::at(own.join("state-machines.json"));
        let unreadable = |source| CloudError::Registry { path: file.path().to_owned(), source };
        let registry = file.read().map_err(unreadable)?;
        let engine = Arc::new(Engine::start(Parts {
            clock: Arc::clone(&options.clock),
            store: Arc::new(store),
            tasks,
            objects: Arc::new(S3Objects::new(s3.client())),
            realm: Realm::default(),
            seed: options.seed,
            map_concurrency: options.map_concurrency,
        }));
        let resumed = StepFunctions::resume(Arc::clone(&engine), registry).await;
        let (step_functions, resumption) = resumed.map_err(CloudError::TakenOver)?;
        step_functions.heed(trouble);
        step_functions.keep_in(file).await.map_err(CloudError::TakenOver)?;
        let verifier = Verifier::new(options.key.clone(), Arc::clone(&options.clock));
        Ok(Self { s3, engine, step_functions, resumption, verifier, others: Vec::new() })
    }

    /// One more service at its endpoint.
    pub fn with(mut self, service: impl CloudService) -> Self {
        self.others.push(Arc::new(service));
        self
    }

    /// Its S3.
    pub fn s3(&self) -> &EmbeddedS3 {
        &self.s3
    }

    /// Its engine.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Its Step Functions API.
    pub fn step_functions(&self) -> &StepFunctions {
        &self.step_functions
    }

    /// What was taken over from the process before.
    pub fn resumption(&self) -> &Resumption {
        &self.resumption
    }

    /// Serves until `shutdown` is ready; then requests under way have 10 seconds to end.
    ///
    /// # Errors
    /// The listener is open to other machines though `exposure` is [`Exposure::Loopback`], or is broken.
    pub async fn serve(
        &self,
        listener: TcpListener,
        exposure: Exposure,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<(), ServeError> {
        let router = Router {
            s3: self.s3.service(),
            step_functions: JsonService::new(self.step_functions.clone()),
            others: self.others.clone().into(),
            verifier: self.verifier.clone(),
        };
        server::serve(router, listener, exposure, shutdown).await
    }
}
