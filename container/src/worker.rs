use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use apoyo_bucket::{GetPhoto, PutRecord, ReadRecord, StreamRecord, Written};
use apoyo_classify::{Classify, LookAtPhoto};
use apoyo_photo::WorkerExit;

use crate::patience::Patience;
use crate::progress::{Progress, resume};
use crate::shard::Shard;
use crate::shard_run::{LoopEnd, ShardRun};
use crate::staged_files::read_shard;
use crate::tally::Tally;
use crate::{Clock, Job, Pace, ReadAhead, WorkerError, shard_file};

/// One attempt at one shard.
#[derive(Debug)]
pub struct Worker<B, L, C> {
    pub(crate) bucket: B,
    pub(crate) classify: Classify<L>,
    pub(crate) clock: C,
    pub(crate) job: Job,
    pub(crate) patience: Patience,
    pub(crate) read_ahead: ReadAhead,
    pub(crate) pace: Pace,
}

/// How an attempt ended.
#[derive(Debug)]
pub struct AttemptEnd {
    /// What the process says to Batch.
    pub exit: WorkerExit,
    /// Why the shard is not done, unless it was stopped.
    pub error: Option<WorkerError>,
    /// What was done.
    pub tally: Tally,
}

impl<B, L, C> Worker<B, L, C>
where
    B: GetPhoto + PutRecord + ReadRecord + StreamRecord + Sync,
    L: LookAtPhoto,
    C: Clock,
{
    /// A worker over a bucket; its waits are drawn by shard and attempt.
    pub fn new(job: Job, bucket: B, looker: L, clock: C) -> Self {
        let seed = job.index.rotate_left(32) ^ u64::from(job.attempt);
        Self {
            classify: Classify::new(looker, job.max_photo_bytes),
            patience: Patience::new(job.longest_wait, seed),
            read_ahead: ReadAhead::for_this_machine(),
            pace: Pace::default(),
            bucket,
            clock,
            job,
        }
    }

    /// The same with another read-ahead and another pace of progress.
    pub fn with(self, read_ahead: ReadAhead, pace: Pace) -> Self {
        Self { read_ahead, pace, ..self }
    }

    /// Makes the shard's file, or as much progress as there is time for until `stop` is ready; may be called again at any
    /// time, by any number of workers at once.
    pub async fn run(&self, stop: impl Future<Output = ()>) -> AttemptEnd {
        let start = self.clock.now();
        let mut tally = Tally::default();
        let end = match self.attempt(&mut tally, pin!(stop)).await {
            Ok(exit) => AttemptEnd { exit, error: None, tally },
            Err(error) => AttemptEnd { exit: error.exit(), error: Some(error), tally },
        };
        self.log(&end, self.clock.now().saturating_sub(start));
        end
    }

    async fn attempt(
        &self,
        tally: &mut Tally,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<WorkerExit, WorkerError> {
        let prepared = tokio::select! {
            biased;
            () = &mut stop => return Ok(WorkerExit::Stopped),
            prepared = self.prepare(tally) => prepared?,
        };
        let Some(prepared) = prepared else { return Ok(WorkerExit::Done) };
        let mut run = ShardRun::new(self, prepared, *tally);
        let mut ended = run.run(stop.as_mut()).await;
        if let Ok(LoopEnd::AllLooked) = ended {
            ended = tokio::select! {
                biased;
                () = stop => Ok(LoopEnd::Stopped),
                written = self.finish(&run.shard) => written.map(|()| LoopEnd::AllLooked),
            };
        }
        if !matches!(ended, Ok(LoopEnd::AllLooked)) {
            run.wind_down().await;
        }
        *tally = run.tally;
        Ok(if ended? == LoopEnd::AllLooked { WorkerExit::Done } else { WorkerExit::Stopped })
    }

    /// What is to be done; `None` where it is done already.
    async fn prepare(&self, tally: &mut Tally) -> Result<Option<(Shard, Progress)>, WorkerError> {
        let patience = (&self.clock, &self.patience);
        if self.patience.retry(&self.clock, || shard_file::is_there(&self.bucket, &self.job)).await? {
            tracing::info!("the shard's file is there already");
            return Ok(None);
        }
        let mut shard = Shard::new(read_shard(&self.bucket, &self.job, patience).await?);
        tally.photos = shard.len() as u64;
        tally.not_staged = tally.photos - shard.without_line().count() as u64;
        let (resumed, next_part) = resume(&self.bucket, &self.job, patience, &mut shard).await?;
        tally.resumed = resumed;
        tracing::info!(photos = tally.photos, not_staged = tally.not_staged, resumed, "the shard is read");
        Ok(Some((shard, Progress::from_part(next_part, self.pace))))
    }

    async fn finish(&self, shard: &Shard) -> Result<(), WorkerError> {
        let written =
            self.patience.retry(&self.clock, || shard_file::write(&self.bucket, &self.job, shard)).await?;
        match written {
            Some(Written::Ours) => tracing::info!("the shard's file is written"),
            Some(Written::WasThere) => {
                tracing::info!("the shard's file was written by another attempt meanwhile");
            }
            None => tracing::info!("the shard has no photo, and gets no file"),
        }
        Ok(())
    }

    fn log(&self, end: &AttemptEnd, took: Duration) {
        if let Some(error) = &end.error {
            tracing::error!(error = %error.name(), cause = %error, "the attempt failed");
        }
        let tally = end.tally;
        let seconds = took.as_secs_f64();
        tracing::info!(
            execution = %self.job.input.execution,
            shard = self.job.index,
            attempt = self.job.attempt,
            exit = end.exit.code(),
            photos = tally.photos,
            not_staged = tally.not_staged,
            resumed = tally.resumed,
            keep = tally.keep,
            review = tally.review,
            discard = tally.discard,
            failed = tally.failed,
            bytes = tally.bytes,
            seconds,
            "the attempt ended: {:?}",
            end.exit
        );
    }
}
