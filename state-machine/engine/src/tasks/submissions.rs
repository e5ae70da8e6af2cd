use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

/// Calls that start what outlives them, by token of the task, from the call until the task has ended.
///
/// A call goes on where it stood when the task that waits for it is dropped, so that whoever cancels the task can wait for
/// the reply and end what was started: nothing is started and forgotten.
pub(super) struct Submissions<R: Clone> {
    by_token: Mutex<HashMap<String, Submission<R>>>,
}

/// A call and its reply.
pub(super) type Submission<R> = Shared<BoxFuture<'static, R>>;

impl<R: Clone + Send + Sync + 'static> Submissions<R> {
    pub(super) fn new() -> Self {
        Self { by_token: Mutex::default() }
    }

    /// The call of a task: the one that is under way, or this one.
    pub(super) fn begin(&self, token: &str, call: impl Future<Output = R> + Send + 'static) -> Submission<R> {
        self.lock().entry(token.to_owned()).or_insert_with(|| call.boxed().shared()).clone()
    }

    /// Forgets the call of a task that has ended.
    pub(super) fn end(&self, token: &str) {
        self.lock().remove(token);
    }

    /// The reply to the call of a task that is cancelled; none where it called nothing.
    pub(super) async fn cancelled(&self, token: &str) -> Option<R> {
        let submission = self.lock().remove(token);
        Some(submission?.await)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Submission<R>>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_whose_task_is_dropped_goes_on_for_whoever_cancels_it() {
        futures::executor::block_on(async {
            let submissions = Submissions::new();
            let (sender, receiver) = futures::channel::oneshot::channel::<u8>();
            let call = submissions.begin("t", async { receiver.await.map_err(drop) });
            assert_eq!(futures::poll!(call.clone()), std::task::Poll::Pending);
            drop(call);
            sender.send(7).unwrap();
            assert_eq!(submissions.cancelled("t").await, Some(Ok(7)));
            assert_eq!(submissions.cancelled("t").await, None);
        });
    }

    #[test]
    fn a_task_calls_once_until_it_has_ended() {
        futures::executor::block_on(async {
            let submissions = Submissions::new();
            assert_eq!(submissions.begin("t", async { 1 }).await, 1);
            assert_eq!(submissions.begin("t", async { 2 }).await, 1);
            submissions.end("t");
            assert_eq!(submissions.begin("t", async { 3 }).await, 3);
        });
    }
}
