use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};

use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::caller::{CALLER, Caller};
use crate::world::{Matter, Start, World};

/// The processes in which steps run. They live on when whoever called them has gone, as Lambda's do, until the driver says
/// otherwise.
#[derive(Debug)]
pub(crate) struct Sandboxes {
    world: Arc<World>,
    alive: Mutex<Alive>,
}

#[derive(Debug, Default)]
struct Alive {
    next: u64,
    processes: BTreeMap<u64, AbortHandle>,
}

/// The process died before it had a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Died {
    /// Which one.
    pub(crate) sandbox: u64,
}

impl Sandboxes {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world, alive: Mutex::default() }
    }

    fn alive(&self) -> MutexGuard<'_, Alive> {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a process; ready with its result. Who drops what is given back has given up on the process.
    pub(crate) fn start<T: Send + 'static, W: Future<Output = T> + Send + 'static>(
        self: &Arc<Self>,
        (step, execution): (&str, &str),
        work: W,
    ) -> impl Future<Output = Result<T, Died>> + Send + use<T, W> {
        let (sender, result) = oneshot::channel();
        let sandbox = self.number();
        let process = tokio::spawn(self.process((sandbox, step, execution), Box::pin(work), sender));
        self.alive().processes.insert(sandbox, process.abort_handle());
        let patience = Patience { world: Arc::clone(&self.world), sandbox, is_over: false };
        async move { patience.until(result).await.map_err(|_| Died { sandbox }) }
    }

    /// Asks the driver to start a process on its own thread, for a worker, whose work cannot go to another; ready with its
    /// result. The label says the same in every run with one seed.
    pub(crate) fn ask_for_local<T: Send + 'static>(
        self: &Arc<Self>,
        (label, step, execution): (String, &str, String),
        begin: Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = T>>> + Send>,
    ) -> impl Future<Output = Result<T, Died>> + Send + use<T> {
        let (sender, result) = oneshot::channel();
        let (sandboxes, step, sandbox) = (Arc::clone(self), step.to_owned(), self.number());
        let start = Box::new(move || {
            let work = sandboxes.process((sandbox, &step, &execution), begin(), sender);
            let process = tokio::task::spawn_local(work);
            sandboxes.alive().processes.insert(sandbox, process.abort_handle());
        });
        self.world.add(label, self.world.now_ms(), Matter::Process(Start(start)));
        let patience = Patience { world: Arc::clone(&self.world), sandbox, is_over: false };
        async move { patience.until(result).await.map_err(|_| Died { sandbox }) }
    }

    fn number(&self) -> u64 {
        let mut alive = self.alive();
        alive.next += 1;
        alive.next
    }

    fn process<T, W: Future<Output = T> + Unpin>(
        self: &Arc<Self>,
        (sandbox, step, execution): (u64, &str, &str),
        work: W,
        sender: oneshot::Sender<T>,
    ) -> impl Future<Output = ()> + use<T, W> {
        let caller =
            Caller { sandbox: Some(sandbox), step: step.to_owned(), execution: execution.to_owned() };
        let watched = Watched { world: Arc::clone(&self.world), work };
        let sandboxes = Arc::clone(self);
        CALLER.scope(Arc::new(caller), async move {
            let result = watched.await;
            sandboxes.alive().processes.remove(&sandbox);
            // Nobody may be left to want it.
            let _ = sender.send(result);
        })
    }

    /// Ends a process where it stands.
    pub(crate) fn kill(&self, sandbox: u64) {
        if let Some(process) = self.alive().processes.remove(&sandbox) {
            process.abort();
        }
    }

    /// Ends all of them.
    pub(crate) fn kill_all(&self) {
        for (_, process) in std::mem::take(&mut self.alive().processes) {
            process.abort();
        }
    }
}

/// A step's work, which tells the world that it goes on.
struct Watched<W> {
    world: Arc<World>,
    work: W,
}

impl<W: Future + Unpin> Future for Watched<W> {
    type Output = W::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<W::Output> {
        self.world.step_polled();
        let waker = StepWaker {
            world: Arc::clone(&self.world),
            inner: context.waker().clone(),
            thread: thread::current().id(),
        };
        let polled = Pin::new(&mut self.work).poll(&mut Context::from_waker(&Arc::new(waker).into()));
        if polled.is_ready() {
            self.world.step_ended();
        }
        polled
    }
}

/// Wakes a step, and tells the world where another thread does: only a look at a photo can.
struct StepWaker {
    world: Arc<World>,
    inner: Waker,
    thread: ThreadId,
}

impl Wake for StepWaker {
    fn wake(self: Arc<Self>) {
        if thread::current().id() != self.thread {
            self.world.look_wakes();
        }
        self.inner.wake_by_ref();
    }
}

/// Tells the world when it is dropped before its time.
struct Patience {
    world: Arc<World>,
    sandbox: u64,
    is_over: bool,
}

impl Patience {
    async fn until<T>(mut self, result: oneshot::Receiver<T>) -> Result<T, oneshot::error::RecvError> {
        let result = result.await;
        self.is_over = true;
        result
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if !self.is_over {
            let (label, now_ms) = (format!("abandoned #{}", self.sandbox), self.world.now_ms());
            self.world.add(label, now_ms, Matter::Abandoned { sandbox: self.sandbox });
        }
    }
}
