use std::sync::Arc;

use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use super::Schedules;
use crate::book::{Invocation, Outcome, start_of};
use crate::start::{Start, StartExecution};

/// How many starts are asked for at once.
const AT_ONCE: usize = 16;
/// How long the loop waits when its file cannot be written.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

impl Schedules {
    /// Starts what is due, until it is dropped; one such loop at a time.
    ///
    /// An occurrence is on disk before its execution is asked for. After a crash it is asked for again by the same
    /// name, so that it is not started twice; occurrences that came while nobody ran this are started late, as long as
    /// their policy's `MaximumEventAgeInSeconds` lets them.
    pub async fn run(self, starter: Arc<dyn StartExecution>) {
        loop {
            let now = self.0.clock.now();
            // Who cannot write has told so already, and starts nothing.
            let is_written = match self.change(move |book, _| Ok((book.due(now), ()))).await {
                Ok(()) => self.start_all(starter.as_ref(), now).await,
                Err(_) => false,
            };
            if is_written {
                self.wait().await;
            } else {
                self.0.clock.sleep_until(now.saturating_add(PAUSE).unwrap_or(now)).await;
            }
        }
    }

    /// Tries all that is ready; whether what came of it could be written.
    async fn start_all(&self, starter: &dyn StartExecution, now: Timestamp) -> bool {
        let ready = self.look(|book| book.ready(now));
        let tries = ready.into_iter().map(|invocation| self.attempt(starter, invocation));
        let written = stream::iter(tries).buffer_unordered(AT_ONCE);
        written.fold(true, async |all, is_written| all && is_written).await
    }

    /// Waits for the next moment, or for a change that may bring another one.
    async fn wait(&self) {
        let changed = self.0.changed.notified();
        match self.look(crate::book::Book::next_moment) {
            None => changed.await,
            Some(next) => {
                tokio::select! {
                    () = changed => {}
                    () = self.0.clock.sleep_until(next) => {}
                }
            }
        }
    }

    /// Tries one; whether what came of it could be written. What could not is tried again, by the same name.
    async fn attempt(&self, starter: &dyn StartExecution, invocation: Invocation) -> bool {
        let Some(start) = self.start_of(&invocation) else { return true };
        let outcome = Outcome::from(starter.start_execution(&start).await);
        if let Outcome::Failed(error) = &outcome {
            let occurrence = &invocation.occurrence;
            let (schedule, at, machine) = (&occurrence.schedule, occurrence.at, &start.state_machine_arn);
            tracing::warn!(%schedule, %at, machine, %error, "a scheduled execution could not be started");
        }
        let now = self.0.clock.now();
        let record = self.change(move |book, _| Ok((book.after(&invocation.occurrence, &outcome, now), ())));
        record.await.is_ok()
    }

    /// `None` where the schedule went away meanwhile.
    fn start_of(&self, invocation: &Invocation) -> Option<Start> {
        self.look(|book| {
            let entry = book.schedules.get(&invocation.occurrence.schedule)?;
            Some(start_of(entry, invocation, self.realm()))
        })
    }
}
