use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;

use crate::decide::Happening;
use crate::execution::FrameId;
use crate::failure::Failure;
use crate::scheduler::{Key, Message};

/// One attempt at a task, as its runner tells the engine of it while it runs.
#[derive(Clone)]
pub struct Attempt {
    outbox: mpsc::UnboundedSender<Message>,
    key: Key,
    frame: FrameId,
    token: u64,
}

impl Attempt {
    pub(crate) fn new(
        outbox: mpsc::UnboundedSender<Message>,
        (key, frame, token): (Key, FrameId, u64),
    ) -> Self {
        Self { outbox, key, frame, token }
    }

    /// It still works: `SendTaskHeartbeat`. Nothing where the attempt is over, or its state has no `HeartbeatSeconds`.
    ///
    /// A task whose state has `HeartbeatSeconds` must beat at least that often, counted from its start, or it fails.
    /// Beats are not part of the history.
    pub fn beat(&self) {
        self.send(Message::Heartbeat { key: self.key, token: self.token });
    }

    /// Its service has taken it over and replied this: the event `TaskSubmitted`. Told once; more is passed over.
    ///
    /// A runner of `.sync` tells this as soon as it has the reply, so that after a restart of the engine it is given
    /// the reply ([`super::TaskRequest::submitted`]) and does not submit the job again.
    pub fn submitted(&self, reply: Value) {
        let happening =
            Happening::TaskSubmitted { frame: self.frame, token: self.token, output: Arc::new(reply) };
        self.send(Message::Happened { key: self.key, happening });
    }

    /// Its task has ended, as one reports who was given its token: for runners that answer in the place of those who wait for
    /// `.waitForTaskToken`. Nothing where the attempt is over.
    ///
    /// What is told while [`super::TaskRunner::run`] goes on comes before its reply: tell this after it has returned.
    pub fn ended(&self, result: Result<Value, Failure>) {
        let result = result.map(Arc::new);
        let happening = Happening::TaskReported { frame: self.frame, token: self.token, result };
        self.send(Message::Happened { key: self.key, happening });
    }

    fn send(&self, message: Message) {
        // An engine that is gone waits for nothing.
        let _ = self.outbox.send(message);
    }
}

impl PartialEq for Attempt {
    fn eq(&self, other: &Self) -> bool {
        let place = |it: &Self| (it.key, it.frame, it.token);
        self.outbox.same_channel(&other.outbox) && place(self) == place(other)
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("key", &self.key)
            .field("frame", &self.frame)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
