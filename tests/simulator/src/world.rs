//! What is under way: requests, timers and questions, each waiting until the driver lets it go on.
//!
//! ```text
//!  steps, engine --(request, sleep, invocation)--> World <--quiet, choose, answer-- driver
//! ```
//!
//! Whoever waits here is woken by the driver alone, one at a time, and the driver chooses only when nothing can run: so one
//! seed leads to one order of everything, though the steps and the engine run on tokio.

use std::collections::BTreeMap;
use std::future::{Future, pending};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::caller::Caller;
use crate::s3::{Answer, Request};

/// When every simulation begins, in milliseconds since 1970: 2026-11-21T08:00:00Z.
const START_MS: i64 = 1_795_248_000_000;

/// What came of a request.
pub(crate) type Reply = Result<Answer, Broken>;

/// The connection broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

/// How an invocation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passage {
    Once,
    Twice,
    Throttled,
}

/// What waits for the driver.
#[derive(Debug)]
pub(crate) enum Matter {
    /// A request on its way to S3; nobody waits for the reply of one that was sent twice.
    Request { caller: Arc<Caller>, request: Box<Request>, reply: Option<oneshot::Sender<Reply>> },
    /// A time that somebody waits for.
    Timer(oneshot::Sender<()>),
    /// An invocation, before it begins.
    Invocation(oneshot::Sender<Passage>),
    /// A process that is to be started on the driver's thread.
    Process(Start),
    /// A process whose caller has given up.
    Abandoned { sandbox: u64 },
}

/// Starts a process.
pub(crate) struct Start(pub(crate) Box<dyn FnOnce() + Send>);

impl std::fmt::Debug for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Start")
    }
}

/// Something that waits.
#[derive(Debug)]
pub(crate) struct Item {
    /// Says the same in every run with one seed; the order of what is ready hangs on it.
    pub(crate) label: String,
    /// In milliseconds since the start.
    pub(crate) ready_ms: u64,
    pub(crate) matter: Matter,
}

/// Everything that is under way.
#[derive(Debug, Default)]
pub(crate) struct World {
    inner: Mutex<Inner>,
    look_may_begin: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    now_ms: u64,
    next: u64,
    items: BTreeMap<u64, Item>,
    waker: Option<Waker>,
    is_quiet: bool,
    look: Look,
}

/// Photos are looked at on another thread: until that is over and seen, nothing is quiet. There is one look at a time, since
/// the driver lets one thing go on at a time.
///
/// ```text
/// None -the photo's bytes are answered-> Expected -this thread is idle-> Running -the other thread wakes-> Woken -polled-> None
/// ```
///
/// The other thread begins only when this one is idle: so it always finds somebody to wake.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Look {
    #[default]
    None,
    Expected,
    Running,
    Woken,
}

impl World {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        let milliseconds = START_MS + i64::try_from(self.inner().now_ms).unwrap_or(i64::MAX / 2);
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
    }

    /// The time now, in milliseconds since the start.
    pub(crate) fn now_ms(&self) -> u64 {
        self.inner().now_ms
    }

    /// Moves the time forward to this moment.
    pub(crate) fn advance_to(&self, ms: u64) {
        let mut inner = self.inner();
        inner.now_ms = inner.now_ms.max(ms);
    }

    /// Puts something to what waits.
    pub(crate) fn add(&self, label: String, ready_ms: u64, matter: Matter) {
        let mut inner = self.inner();
        let id = inner.next;
        inner.next += 1;
        if matches!(matter, Matter::Request { .. }) && inner.look == Look::Expected {
            // Whoever was to look asks for something else.
            inner.look = Look::None;
        }
        inner.items.insert(id, Item { label, ready_ms, matter });
    }

    /// Sends a request; ready with what comes of it.
    pub(crate) fn send(
        &self,
        caller: Arc<Caller>,
        request: Request,
    ) -> impl Future<Output = Reply> + Send + use<> {
        let (sender, receiver) = oneshot::channel();
        let label = format!("{caller}: {request}");
        let now_ms = self.now_ms();
        let request = Box::new(request);
        self.add(label, now_ms, Matter::Request { caller, request, reply: Some(sender) });
        answered(receiver)
    }

    /// Ready at this time.
    pub(crate) fn sleep_until(&self, deadline: Timestamp) -> impl Future<Output = ()> + Send + use<> {
        let ms = u64::try_from(deadline.as_millisecond() - START_MS).unwrap_or_default();
        // The clock has whole milliseconds: round up, or the sleeper would wake before its time.
        let ms = ms + u64::from(deadline.subsec_nanosecond() % 1_000_000 != 0);
        self.sleep_until_ms(ms)
    }

    /// Ready so many milliseconds after the start.
    pub(crate) fn sleep_until_ms(&self, ms: u64) -> impl Future<Output = ()> + Send + use<> {
        let (sender, receiver) = oneshot::channel();
        self.add("timer".to_owned(), ms, Matter::Timer(sender));
        answered(receiver)
    }

    /// Ready when the invocation may begin.
    pub(crate) fn invocation(&self, label: String) -> impl Future<Output = Passage> + Send + use<> {
        let (sender, receiver) = oneshot::channel();
        let now_ms = self.now_ms();
        self.add(label, now_ms, Matter::Invocation(sender));
        answered(receiver)
    }

    /// Forgets timers that nobody waits for any more.
    pub(crate) fn tidy(&self) {
        self.inner().items.retain(|_, item| match &item.matter {
            Matter::Timer(waiter) => !waiter.is_closed(),
            Matter::Invocation(waiter) => !waiter.is_closed(),
            Matter::Request { .. } | Matter::Process(_) | Matter::Abandoned { .. } => true,
        });
    }

    /// What is ready, in an order that hangs on the labels alone.
    pub(crate) fn ready(&self) -> Vec<u64> {
        let inner = self.inner();
        let ready = inner.items.iter().filter(|(_, item)| item.ready_ms <= inner.now_ms);
        let mut ready: Vec<(&str, u64)> = ready.map(|(id, item)| (item.label.as_str(), *id)).collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, id)| id).collect()
    }

    /// When the next thing becomes ready that is not ready now.
    pub(crate) fn next_ready_ms(&self) -> Option<u64> {
        let inner = self.inner();
        inner.items.values().map(|item| item.ready_ms).filter(|ms| *ms > inner.now_ms).min()
    }

    /// Takes something out of what waits.
    pub(crate) fn take(&self, id: u64) -> Option<Item> {
        self.inner().items.remove(&id)
    }

    /// Takes out everything that waits.
    pub(crate) fn take_all(&self) -> Vec<Item> {
        std::mem::take(&mut self.inner().items).into_values().collect()
    }

    /// Says that the next thing to happen is a look at a photo.
    pub(crate) fn expect_look(&self) {
        self.inner().look = Look::Expected;
    }

    /// Waits, on the thread that looks, until the other one is idle.
    pub(crate) fn wait_to_look(&self) {
        let wait = self.look_may_begin.wait_while(self.inner(), |inner| inner.look == Look::Expected);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }

    /// Says, on the thread that has looked, that it wakes whoever wanted to know.
    pub(crate) fn look_wakes(&self) {
        let mut inner = self.inner();
        if inner.look == Look::Running {
            inner.look = Look::Woken;
        }
    }

    /// Says that a step goes on: where it was woken by a look, it sees it now.
    pub(crate) fn step_polled(&self) {
        let mut inner = self.inner();
        if inner.look == Look::Woken {
            inner.look = Look::None;
        }
    }

    /// Says that a step has ended, with or without a look.
    pub(crate) fn step_ended(&self) {
        self.inner().look = Look::None;
    }

    /// Says that the thread has nothing to run.
    pub(crate) fn is_idle(&self) {
        let mut inner = self.inner();
        match inner.look {
            Look::None => {
                let Some(waker) = inner.waker.take() else { return };
                inner.is_quiet = true;
                drop(inner);
                waker.wake();
            }
            Look::Expected => {
                inner.look = Look::Running;
                self.look_may_begin.notify_all();
            }
            Look::Running | Look::Woken => {}
        }
    }

    /// Ready once nothing can go on but by the driver.
    pub(crate) async fn quiet(&self) {
        std::future::poll_fn(|context| {
            let mut inner = self.inner();
            if std::mem::take(&mut inner.is_quiet) {
                return Poll::Ready(());
            }
            inner.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Who is never answered waits until he is dropped himself.
async fn answered<T>(receiver: oneshot::Receiver<T>) -> T {
    match receiver.await {
        Ok(answer) => answer,
        Err(_) => pending().await,
    }
}
