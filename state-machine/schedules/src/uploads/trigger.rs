use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use apoyo_engine::{Clock, Realm};
use jiff::{SignedDuration, Timestamp};

use super::event::event;
use super::rows::{Batch, Rows};
use super::{UploadLog, UploadTriggerOptions, Uploaded};
use crate::book::Outcome;
use crate::definition::RetryPolicy;
use crate::file::{FileError, FileErrorKind};
use crate::start::{Start, StartExecution};

/// How many uploads are asked of the log at once.
const READ_AT_ONCE: usize = 500;
/// How long the loop waits when a file cannot be used.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Longest pause between two tries of a start.
const LONGEST_PAUSE_SECONDS: i64 = 300;

/// Starts executions when objects are uploaded.
#[derive(Clone)]
pub struct UploadTrigger {
    rows: Arc<Mutex<Rows>>,
    path: PathBuf,
    options: Arc<UploadTriggerOptions>,
    clock: Arc<dyn Clock>,
    realm: Realm,
}

/// Words for why a round failed; the next one begins where it did.
type Round<T> = Result<T, String>;

impl UploadTrigger {
    /// Opens the file of what is gathered, and makes it where it is not there. Batches that were fixed before stay what
    /// they are, and start what the options say now.
    ///
    /// # Errors
    /// When it cannot be read or written, or another process has it open.
    pub fn open(
        path: &Path,
        options: UploadTriggerOptions,
        (clock, realm): (Arc<dyn Clock>, Realm),
    ) -> Result<Self, FileError> {
        let rows = Rows::open(path).map_err(|kind| FileError { path: path.to_owned(), kind })?;
        let (rows, options) = (Arc::new(Mutex::new(rows)), Arc::new(options));
        Ok(Self { rows, path: path.to_owned(), options, clock, realm })
    }

    /// Takes uploads from the log and starts their executions, until it is dropped; one such loop at a time.
    pub async fn run(self, log: Arc<dyn UploadLog>, starter: Arc<dyn StartExecution>) {
        loop {
            if let Err(error) = self.round(log.as_ref(), starter.as_ref()).await {
                tracing::error!(error, "uploads cannot be gathered; trying again");
                let now = self.clock.now();
                self.clock.sleep_until(now.saturating_add(PAUSE).unwrap_or(now)).await;
            }
        }
    }

    async fn round(&self, log: &dyn UploadLog, starter: &dyn StartExecution) -> Round<()> {
        self.hand_over(log).await?;
        while self.fix_batch().await? {}
        self.start_batches(starter).await?;
        let taken = match self.next_moment().await? {
            None => log.next(READ_AT_ONCE).await?,
            Some(next) => {
                tokio::select! {
                    uploads = log.next(READ_AT_ONCE) => uploads?,
                    () = self.clock.sleep_until(next) => Vec::new(),
                }
            }
        };
        self.take(log, taken).await
    }

    /// Has the log forget what was taken, and lets that into batches: never before, since what the log still has comes
    /// again.
    async fn hand_over(&self, log: &dyn UploadLog) -> Round<()> {
        let taken = self.rows(|rows| rows.not_forgotten()).await?;
        if taken.is_empty() {
            return Ok(());
        }
        log.forget(&taken).await?;
        self.rows(move |rows| rows.mark_forgotten(&taken)).await
    }

    async fn take(&self, log: &dyn UploadLog, uploads: Vec<Uploaded>) -> Round<()> {
        let (ours, others): (Vec<_>, Vec<_>) =
            uploads.into_iter().partition(|uploaded| self.options.are_for(&uploaded.upload));
        if !others.is_empty() {
            let numbers: Vec<_> = others.iter().map(|uploaded| uploaded.number).collect();
            log.forget(&numbers).await?;
        }
        if ours.is_empty() {
            return Ok(());
        }
        let with_events: Vec<_> = ours
            .into_iter()
            .map(|uploaded| {
                let event = event(&uploaded, &self.realm).to_string();
                (uploaded, event)
            })
            .collect();
        let now = self.clock.now();
        self.rows(move |rows| rows.take(&with_events, now)).await
    }

    /// Makes one batch of what waits, if it is time; whether it was.
    async fn fix_batch(&self) -> Round<bool> {
        let (options, now) = (Arc::clone(&self.options), self.clock.now());
        self.rows(move |rows| {
            let gathering = options.gathering;
            let waiting = rows.waiting(gathering.most() + 1)?;
            let batch = &waiting[..gathering.batch(&waiting, now)];
            let Some(first) = batch.first() else { return Ok(false) };
            let seed = format!("{} {} {} {now}", options.bucket, options.prefix, first.number);
            let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, seed.as_bytes()).to_string();
            let numbers: Vec<_> = batch.iter().map(|one| one.number).collect();
            let batch = Batch { id, input: gathering.input(batch), fixed: now, tries: 0, next_try: now };
            rows.fix(&batch, &numbers)?;
            Ok(true)
        })
        .await
    }

    async fn start_batches(&self, starter: &dyn StartExecution) -> Round<()> {
        let now = self.clock.now();
        let batches = self.rows(|rows| rows.batches()).await?;
        for batch in batches.into_iter().filter(|batch| batch.next_try <= now) {
            let start = Start {
                state_machine_arn: self.options.state_machine_arn.clone(),
                name: batch.id.clone(),
                input: batch.input.clone(),
                trace_header: None,
            };
            let outcome = Outcome::from(starter.start_execution(&start).await);
            self.record(batch, outcome).await?;
        }
        Ok(())
    }

    async fn record(&self, batch: Batch, outcome: Outcome) -> Round<()> {
        let again = match outcome {
            Outcome::Started => None,
            Outcome::Failed(error) => {
                let again = again(&batch, self.clock.now());
                let is_given_up = again.is_none();
                tracing::warn!(%error, batch = batch.id, is_given_up, "uploads could not start an execution");
                again
            }
        };
        self.rows(move |rows| match again {
            Some(again) => rows.put_off(&again),
            None => rows.drop_batch(&batch.id),
        })
        .await
    }

    async fn next_moment(&self) -> Round<Option<Timestamp>> {
        let gathering = self.options.gathering;
        self.rows(move |rows| {
            let over = rows.waiting(1)?.first().map(|first| gathering.over(first));
            let tries = rows.batches()?.into_iter().map(|batch| batch.next_try);
            Ok(tries.chain(over).min())
        })
        .await
    }

    /// Runs work that waits for the disk on a thread that may.
    async fn rows<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Rows) -> Result<T, FileErrorKind> + Send + 'static,
    ) -> Round<T> {
        let (rows, path) = (Arc::clone(&self.rows), self.path.clone());
        let done = tokio::task::spawn_blocking(move || {
            work(&mut rows.lock().unwrap_or_else(PoisonError::into_inner))
        });
        let done = done.await.map_err(|error| error.to_string())?;
        done.map_err(|kind| FileError { path, kind }.to_string())
    }
}

/// The batch after a try that failed; `None` where it is given up, which is when `EventBridge` would.
fn again(batch: &Batch, now: Timestamp) -> Option<Batch> {
    let policy = RetryPolicy::default();
    let tries = batch.tries + 1;
    let pause = 2_i64.saturating_pow(batch.tries).min(LONGEST_PAUSE_SECONDS);
    let next_try = now.checked_add(SignedDuration::from_secs(pause)).ok()?;
    let is_young = next_try.duration_since(batch.fixed) <= policy.maximum_event_age();
    (tries <= policy.maximum_retry_attempts && is_young).then(|| Batch { tries, next_try, ..batch.clone() })
}
