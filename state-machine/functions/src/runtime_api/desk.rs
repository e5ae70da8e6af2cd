use std::sync::{Arc, Mutex as Lock, MutexGuard, PoisonError};
use std::time::Duration;

use apoyo_engine::Clock;
use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc};

use crate::process::Limits;
use crate::{Answer, Event, RequestId};

/// What a process said.
#[derive(Debug)]
pub(crate) enum Heard {
    /// It took the event, and has until then.
    Took {
        /// The end of its time.
        deadline: Timestamp,
    },
    /// It is done with the event, or could not start.
    Answered(Answer),
}

/// Where a process takes its events and brings its answers.
pub(super) struct Desk {
    /// ARN of the function.
    pub(super) arn: String,
    pub(super) timeout: Duration,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) events: Mutex<mpsc::UnboundedReceiver<Event>>,
    pub(super) heard: mpsc::UnboundedSender<Heard>,
    pub(super) stage: Lock<Stage>,
}

/// What a process is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has not asked for an event yet.
    Starting,
    /// It waits for one.
    Ready,
    /// It has this one.
    Busy(RequestId),
}

/// What a process asked for cannot be had now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misuse {
    /// It does something that its stage does not allow.
    InvalidStateTransition,
    /// It answers an event that it does not have.
    InvalidRequestId,
    /// There are no more events: its environment ends.
    Over,
}

impl Desk {
    /// Waits for an event, and hands it out; with the time at which it must be done.
    pub(super) async fn next(&self) -> Result<(Event, Timestamp), Misuse> {
        match &mut *self.stage() {
            Stage::Busy(_) => return Err(Misuse::InvalidStateTransition),
            stage => *stage = Stage::Ready,
        }
        let event = self.events.lock().await.recv().await.ok_or(Misuse::Over)?;
        let deadline = Limits::after(self.clock.now(), self.timeout);
        *self.stage() = Stage::Busy(event.id.clone());
        self.say(Heard::Took { deadline });
        Ok((event, deadline))
    }

    /// The answer to this event, if that is what the process has.
    pub(super) fn answer(&self, id: &str, answer: Answer) -> Result<(), Misuse> {
        let mut stage = self.stage();
        if !matches!(&*stage, Stage::Busy(own) if own.as_str() == id) {
            return Err(Misuse::InvalidRequestId);
        }
        *stage = Stage::Ready;
        self.say(Heard::Answered(answer));
        Ok(())
    }

    /// The process cannot start, for this reason.
    pub(super) fn cannot_start(&self, error: Answer) -> Result<(), Misuse> {
        if *self.stage() != Stage::Starting {
            return Err(Misuse::InvalidStateTransition);
        }
        self.say(Heard::Answered(error));
        Ok(())
    }

    fn say(&self, heard: Heard) {
        // Nobody listens any more when the environment is about to be killed.
        let _ = self.heard.send(heard);
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
