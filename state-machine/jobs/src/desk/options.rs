use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use apoyo_engine::{Clock, Realm, TokioClock};

use crate::act::{LocalProcesses, Processes};
use crate::record::{Journal, JournalError, SqliteJournal};

/// How [`super::Jobs`] are opened.
#[derive(Clone)]
pub struct JobsOptions {
    pub(super) journal: Arc<dyn Journal>,
    pub(super) processes: Arc<dyn Processes>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) realm: Realm,
    pub(super) vcpus: NonZeroU32,
    pub(super) variables: Vec<(String, String)>,
    pub(super) logs: PathBuf,
    pub(super) folder: PathBuf,
}

impl JobsOptions {
    /// Over this folder of the cloud's own files, which must be there: `jobs.sqlite` holds the jobs, `logs/aws/batch/job` their
    /// output. With the machine's clock and processes, and as many vCPUs as it has.
    ///
    /// # Errors
    /// When the journal cannot be opened, or another process has it open.
    pub fn over(own: &Path) -> Result<Self, JournalError> {
        let journal = SqliteJournal::open(&own.join("jobs.sqlite"))?;
        // Programs get the paths that they are given in any folder.
        let own = std::path::absolute(own).unwrap_or_else(|_| own.to_owned());
        let clock: Arc<dyn Clock> = Arc::new(TokioClock);
        let found = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Ok(Self {
            journal: Arc::new(journal),
            processes: Arc::new(LocalProcesses::new(Arc::clone(&clock))),
            clock,
            realm: Realm::default(),
            vcpus: NonZeroU32::new(u32::try_from(found).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN),
            variables: Vec::new(),
            logs: own.join("logs/aws/batch/job"),
            folder: PathBuf::from("."),
        })
    }

    /// Where events are kept, in place of the file.
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = journal;
        self
    }

    /// Who runs processes, in place of this machine.
    pub fn processes(mut self, processes: Arc<dyn Processes>) -> Self {
        self.processes = processes;
        self
    }

    /// Where time comes from; the processes of [`JobsOptions::over`] keep the machine's.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Region and account of ARNs; default us-east-1 and 000000000000.
    pub fn realm(mut self, realm: Realm) -> Self {
        self.realm = realm;
        self
    }

    /// vCPUs that jobs may have together; default: as many as the machine has.
    pub fn vcpus(mut self, vcpus: NonZeroU32) -> Self {
        self.vcpus = vcpus;
        self
    }

    /// Variables of every job, which a job's own go before: the cloud's endpoint (`AWS_ENDPOINT_URL`), region and credentials.
    pub fn variables(mut self, variables: Vec<(String, String)>) -> Self {
        self.variables = variables;
        self
    }

    /// Current folder of every job; default: that of this process.
    pub fn folder(mut self, folder: PathBuf) -> Self {
        self.folder = folder;
        self
    }
}
