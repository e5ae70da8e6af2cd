//! The one loop: owns the clock, the queue and every execution; records events, performs effects, feeds back what happens.

mod activities;
mod guard;
mod heartbeats;
mod live;
mod map_run_children;
mod map_run_live;
mod map_run_open;
mod map_run_start;
mod map_run_update;
mod map_runs;
mod message;
mod perform;
mod redrive;
mod reports;
mod resume;
mod timers;
mod turn;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::api::{Handle, Parts, Shared};
use crate::arn::Arn;
use crate::decide::Happening;
use crate::execution::{Effect, FrameId, later};
use crate::store::Record;
use crate::tasks::StatesRunner;

pub(crate) use guard::Decide;
pub(crate) use live::Key;
pub(crate) use map_run_start::{child_arn, origin_of_child, origin_of_children};
pub use message::ActivityTask;
pub(crate) use message::{Message, RedriveRequest, Reported, StartRequest, TaskReport, Worker};

pub(crate) use resume::Resumed;

use activities::Activity;
use live::Live;
use map_run_live::MapRunLive;
use timers::Timers;

/// Most messages that are handled before their events are stored together.
const GROUP_MESSAGES: usize = 512;

/// Tells a caller what was done for it, once that is stored.
type Reply = Box<dyn FnOnce() + Send>;

pub(crate) struct Scheduler {
    parts: Arc<Parts>,
    own_tasks: Arc<StatesRunner>,
    shared: Arc<Shared>,
    inbox: mpsc::UnboundedReceiver<Message>,
    outbox: mpsc::UnboundedSender<Message>,
    live: HashMap<Key, Live>,
    keys: HashMap<Arn, Key>,
    map_runs: HashMap<Arn, MapRunLive>,
    /// Those who write result files, by Map Run: a redriven run writes once the attempt before has.
    writers: HashMap<Arn, JoinHandle<()>>,
    timers: Timers,
    staged: Vec<Record>,
    pending: VecDeque<(Key, Effect)>,
    /// Frames that can go on, of executions that have had their turn.
    deferred: Vec<(Key, VecDeque<FrameId>)>,
    activities: HashMap<Arn, Activity>,
    replies: Vec<Reply>,
    next_key: u64,
    is_shut_down: bool,
    rng: ChaCha8Rng,
    decide: Decide,
}

impl Scheduler {
    pub(crate) fn new(handle: Handle, decide: Decide, inbox: mpsc::UnboundedReceiver<Message>) -> Self {
        let own_tasks = Arc::new(StatesRunner::new(handle.clone()));
        let Handle { parts, shared, outbox } = handle;
        Self {
            rng: ChaCha8Rng::seed_from_u64(parts.seed),
            parts,
            own_tasks,
            shared,
            inbox,
            outbox,
            live: HashMap::new(),
            keys: HashMap::new(),
            map_runs: HashMap::new(),
            writers: HashMap::new(),
            timers: Timers::default(),
            staged: Vec::new(),
            pending: VecDeque::new(),
            deferred: Vec::new(),
            activities: HashMap::new(),
            replies: Vec::new(),
            next_key: 0,
            is_shut_down: false,
            decide,
        }
    }

    /// Runs until the last handle of the engine is gone.
    pub(crate) async fn run(mut self) {
        while let Some(message) = self.next_message().await {
            self.handle(message);
            self.handle_what_is_there();
            if self.is_shut_down {
                return;
            }
            self.fire_due();
            self.go_on();
            self.commit().await;
        }
    }

    async fn next_message(&mut self) -> Option<Message> {
        if !self.deferred.is_empty() {
            // Whoever else runs in this process gets its turn too.
            tokio::task::yield_now().await;
            return Some(self.inbox.try_recv().unwrap_or(Message::TurnsDue));
        }
        let Some(deadline) = self.timers.next_deadline() else { return self.inbox.recv().await };
        tokio::select! {
            biased;
            message = self.inbox.recv() => message,
            () = self.parts.clock.sleep_until(deadline) => Some(Message::TimersDue),
        }
    }

    fn handle_what_is_there(&mut self) {
        for _ in 1..GROUP_MESSAGES {
            match self.inbox.try_recv() {
                Ok(message) => self.handle(message),
                Err(_) => return,
            }
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Start(request) => self.start(*request),
            Message::Happened { key, happening } => {
                self.turn(key, &happening);
                self.tidy(key, &happening);
            }
            Message::Heartbeat { key, token } => self.beaten(key, token),
            Message::TaskReport { token, report, reply } => self.report(&token, report, reply),
            Message::Poll { activity, worker } => self.poll(activity, worker),
            Message::Stop { execution, failure } => {
                if let Some(key) = self.keys.get(&execution).copied() {
                    self.turn(key, &Happening::Stopped(failure));
                }
            }
            Message::Redrive(request) => self.redrive(*request),
            Message::Fed { run, feed } => self.fed(&run, feed),
            Message::ResultsWritten { run, result } => {
                if self.works(&run) {
                    self.results_written(&run.arn, result);
                }
            }
            Message::UpdateMapRun { map_run, update, reply } => {
                let updated = self.update_map_run(&map_run, update);
                self.answer(reply, updated);
            }
            Message::Resume(resumed) => self.resume(*resumed),
            Message::ChildKept { run, child, fate, permit } => {
                if self.works(&run) {
                    self.take_result(*child, fate, Some(permit));
                }
            }
            Message::FeedOn { run, done } => {
                if self.works(&run) {
                    self.feed_on(&run, done);
                    self.judge(&run.arn);
                }
            }
            // They are fired and go on with those that came due while there were other messages.
            Message::TimersDue | Message::TurnsDue => {}
            Message::Shutdown => self.is_shut_down = true,
        }
    }

    fn fire_due(&mut self) {
        if self.timers.next_deadline().is_none() {
            return;
        }
        let now = self.parts.clock.now();
        while let Some((key, happening)) = self.timers.pop_due(now) {
            self.turn(key, &happening);
        }
    }

    /// Stages what only a restart needs, where the store outlives this process.
    fn stage_for_restart(&mut self, record: impl FnOnce() -> Record) {
        if self.parts.store.outlives_the_process() {
            self.staged.push(record());
        }
    }

    /// Answers a caller once all is stored; one that is gone needs no answer.
    fn answer<T: Send + 'static>(&mut self, caller: oneshot::Sender<T>, answer: T) {
        self.replies.push(Box::new(move || {
            let _ = caller.send(answer);
        }));
    }

    /// Stores what was decided, and only then performs the effects, which may lead to more of both.
    async fn commit(&mut self) {
        while !self.staged.is_empty() || !self.pending.is_empty() {
            self.store().await;
            while let Some((key, effect)) = self.pending.pop_front() {
                self.perform(key, effect);
            }
        }
        for reply in self.replies.drain(..) {
            reply();
        }
    }

    /// Stores the staged events, trying for as long as the store fails: without a record nothing may happen.
    async fn store(&mut self) {
        const PAUSE: Duration = Duration::from_secs(1);
        let staged = std::mem::take(&mut self.staged);
        if staged.is_empty() {
            return;
        }
        while let Err(error) = self.parts.store.append(&staged).await {
            tracing::error!(%error, records = staged.len(), "failed to store, trying again");
            let now = self.parts.clock.now();
            self.parts.clock.sleep_until(later(now, PAUSE).unwrap_or(now)).await;
        }
        self.shared.publish(staged);
    }
}
