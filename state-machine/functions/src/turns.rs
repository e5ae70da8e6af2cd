use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Concurrency, Refusal};

/// How often a function may run at once.
#[derive(Debug)]
pub(crate) struct Turns {
    free: Semaphore,
    kind: Concurrency,
}

impl Turns {
    pub(crate) fn new(kind: Concurrency) -> Self {
        let (Concurrency::Reserved(count) | Concurrency::AtOnce(count)) = kind;
        Self { free: Semaphore::new(count), kind }
    }

    /// Takes a turn: waits for it, or is refused where the function's concurrency is reserved.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub(crate) async fn take(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        let refused = Refusal::TooMany { reason: "ReservedFunctionConcurrentInvocationLimitExceeded" };
        match self.kind {
            Concurrency::Reserved(_) => self.free.try_acquire().map_err(|_| refused),
            // The semaphore is never closed.
            Concurrency::AtOnce(_) => self.free.acquire().await.map_err(|_| refused),
        }
    }
}
