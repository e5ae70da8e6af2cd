use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use apoyo_bucket::{BucketError, GetPhoto, PutRecord, ReadRecord, StreamRecord};
use apoyo_classify::{ClassifyError, LookAtPhoto};
use apoyo_photo::StagedPhoto;
use apoyo_photo::step::{Classified, ClassifyInput};
use futures::StreamExt;
use futures::future::{FutureExt, LocalBoxFuture};
use futures::stream::FuturesUnordered;

use crate::health::Health;
use crate::progress::{Progress, save};
use crate::read_ahead::Held;
use crate::shard::Shard;
use crate::tally::Tally;
use crate::{Clock, Worker, WorkerError};

/// How long photos under way may take once the end is asked for, and then how long writing the progress may. Together
/// they stay well under the 30 seconds that Batch leaves between SIGTERM and SIGKILL.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_states.html> and ECS's `ECS_CONTAINER_STOP_TIMEOUT`;
/// the same 30 seconds are `terminationGracePeriodSeconds` on EKS.
const WIND_DOWN: Duration = Duration::from_secs(10);
const LAST_SAVE: Duration = Duration::from_secs(10);

/// The loop over one shard's photos. It alone changes the shard; what takes time runs beside it.
pub(crate) struct ShardRun<'w, B, L, C> {
    pub(crate) worker: &'w Worker<B, L, C>,
    pub(crate) shard: Shard,
    pub(crate) tally: Tally,
    health: Health,
    progress: Progress,
    waiting: VecDeque<Turn>,
    under_way: FuturesUnordered<LocalBoxFuture<'w, Happened>>,
    held: Held,
    last_failure: Option<ClassifyError>,
}

/// One go at one photo.
#[derive(Debug, Clone, Copy)]
struct Turn {
    place: usize,
    bytes: u64,
    is_second: bool,
}

/// What came of something that ran beside the loop.
enum Happened {
    Looked { turn: Turn, ended: Result<Classified, ClassifyError> },
    Saved(Result<u32, BucketError>),
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoopEnd {
    AllLooked,
    Stopped,
}

impl<'w, B, L, C> ShardRun<'w, B, L, C>
where
    B: GetPhoto + PutRecord + ReadRecord + StreamRecord + Sync,
    L: LookAtPhoto,
    C: Clock,
{
    /// A run over what has no line yet.
    pub(crate) fn new(
        worker: &'w Worker<B, L, C>,
        (shard, progress): (Shard, Progress),
        tally: Tally,
    ) -> Self {
        let turn =
            |place| Turn { place, bytes: shard.photo(place).map_or(0, |photo| photo.size), is_second: false };
        let waiting = shard.without_line().map(turn).collect();
        Self {
            worker,
            shard,
            health: Health::after(tally.resumed),
            tally,
            progress,
            waiting,
            under_way: FuturesUnordered::new(),
            held: Held::default(),
            last_failure: None,
        }
    }

    /// Looks at all photos, or at as many as there is time for.
    ///
    /// # Errors
    /// When it is not the photos but the machinery that fails; see [`Health`].
    pub(crate) async fn run(
        &mut self,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<LoopEnd, WorkerError> {
        loop {
            self.begin_photos();
            self.begin_saving();
            if self.held.is_empty() {
                self.health.at_end(self.last_failure.take())?;
                return Ok(LoopEnd::AllLooked);
            }
            tokio::select! {
                biased;
                () = &mut stop => return Ok(LoopEnd::Stopped),
                Some(happened) = self.under_way.next() => self.take(happened)?,
            }
        }
    }

    /// Lets the photos under way end, for a while, and writes the progress: whatever comes next may be another machine.
    pub(crate) async fn wind_down(&mut self) {
        let worker = self.worker;
        tokio::select! {
            biased;
            () = self.drain() => {}
            () = worker.clock.sleep(WIND_DOWN) => {
                tracing::warn!("photos under way were given up; they are looked at again");
            }
        }
        self.under_way.clear();
        // A part that was on its way may or may not have arrived: written again, it is only read twice.
        let (part, places) = self.progress.begin();
        if places.is_empty() {
            return;
        }
        let lines = places.iter().flat_map(|place| self.shard.line(*place)).copied().collect();
        let photos = places.len();
        tokio::select! {
            biased;
            saved = save(&worker.bucket, &worker.job, (part, lines)) => match saved {
                Ok(_) => tracing::info!(photos, "progress is written"),
                Err(error) => tracing::warn!(%error, photos, "progress is lost; its photos are looked at again"),
            },
            () = worker.clock.sleep(LAST_SAVE) => {
                tracing::warn!(photos, "progress is lost: there was no time to write it");
            }
        }
    }

    async fn drain(&mut self) {
        while let Some(happened) = self.under_way.next().await {
            // The attempt is ending already; what a failure means for it is not asked any more.
            let _ = self.take(happened);
        }
    }

    fn begin_photos(&mut self) {
        while let Some(turn) = self.waiting.front().copied()
            && self.held.has_room_for(turn.bytes, self.worker.read_ahead)
        {
            self.waiting.pop_front();
            if let Some(photo) = self.shard.photo(turn.place).cloned() {
                self.held.take(turn.bytes);
                self.under_way.push(looked(self.worker, turn, photo).boxed_local());
            }
        }
    }

    fn begin_saving(&mut self) {
        if !self.progress.is_due() {
            return;
        }
        let (part, places) = self.progress.begin();
        let lines = places.iter().flat_map(|place| self.shard.line(*place)).copied().collect();
        let worker = self.worker;
        let saving = async move { Happened::Saved(save(&worker.bucket, &worker.job, (part, lines)).await) };
        self.under_way.push(saving.boxed_local());
    }

    fn take(&mut self, happened: Happened) -> Result<(), WorkerError> {
        match happened {
            Happened::Saved(next_part) => {
                self.progress.saved(next_part);
                Ok(())
            }
            Happened::Looked { turn, ended } => {
                self.held.give_back(turn.bytes);
                match ended {
                    Ok(classified) => {
                        self.judged(turn, classified);
                        Ok(())
                    }
                    Err(error) => self.failed(turn, error),
                }
            }
        }
    }

    fn judged(&mut self, turn: Turn, classified: Classified) {
        if let Some(photo) = self.shard.photo(turn.place) {
            let judgement = &classified.judgement;
            let score = judgement.score.map(apoyo_photo::Score::value);
            tracing::info!(photo = %photo.from, bytes = turn.bytes, verdict = ?judgement.verdict, score, "judged");
        }
        self.tally.count(&classified, turn.bytes);
        self.health.judged();
        self.progress.judged(turn.place, turn.bytes);
        self.shard.judge(turn.place, classified);
    }

    fn failed(&mut self, turn: Turn, error: ClassifyError) -> Result<(), WorkerError> {
        let (name, cause) = (error.name(), error.to_string());
        let error = self.health.failed(error)?;
        if name.may_pass() && !turn.is_second {
            tracing::warn!(error = %name, %cause, "put off to the end of the shard");
            self.waiting.push_back(Turn { is_second: true, ..turn });
            return Ok(());
        }
        if let Some(photo) = self.shard.photo(turn.place) {
            tracing::warn!(photo = %photo.from, error = %name, %cause, "failed");
        }
        self.tally.failed += 1;
        self.health.recorded(&error);
        self.shard.fail(turn.place, name, &cause);
        self.last_failure = Some(error);
        Ok(())
    }
}

async fn looked<B, L, C>(worker: &Worker<B, L, C>, turn: Turn, photo: StagedPhoto) -> Happened
where
    B: GetPhoto + PutRecord + Sync,
    L: LookAtPhoto,
    C: Clock,
{
    let input = &worker.job.input;
    let input = ClassifyInput { execution: input.execution.clone(), photo, thresholds: input.thresholds };
    let folders = &worker.job.environment.folders;
    let look = || worker.classify.handle(&worker.bucket, folders, &input);
    let ended = worker.patience.retry(&worker.clock, look).await;
    Happened::Looked { turn, ended }
}
