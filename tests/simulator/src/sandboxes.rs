use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::caller::{CALLER, Caller};
use crate::world::{Matter, World};

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
        let mut alive = self.alive();
        let sandbox = alive.next;
        alive.next += 1;
        let caller =
            Caller { sandbox: Some(sandbox), step: step.to_owned(), execution: execution.to_owned() };
        let (sender, result) = oneshot::channel();
        let sandboxes = Arc::clone(self);
        let watched = Watched { world: Arc::clone(&self.world), work: Box::pin(work) };
        let process = tokio::spawn(CALLER.scope(Arc::new(caller), async move {
            let result = watched.await;
            sandboxes.alive().processes.remove(&sandbox);
            // Nobody may be left to want it.
            let _ = sender.send(result);
        }));
        alive.processes.insert(sandbox, process.abort_handle());
        let patience = Patience { world: Arc::clone(&self.world), sandbox, is_over: false };
        async move {
            let result = patience.until(result).await;
            result.map_err(|_| Died { sandbox })
        }
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
struct Watched<T> {
    world: Arc<World>,
    work: Pin<Box<dyn Future<Output = T> + Send>>,
}

impl<T> Future for Watched<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.world.step_polled();
        let polled = self.work.as_mut().poll(context);
        if polled.is_ready() {
            self.world.step_ended();
        }
        polled
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
