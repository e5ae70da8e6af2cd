use std::fmt;

use tokio::sync::mpsc;

use crate::scheduler::{Key, Message};

/// Tells the engine that one attempt at a task still works: `SendTaskHeartbeat`.
///
/// A task whose state has `HeartbeatSeconds` must beat at least that often, counted from its start, or it fails with
/// `States.HeartbeatTimeout`. Beats are not part of the history.
#[derive(Clone)]
pub struct Heartbeat {
    outbox: mpsc::UnboundedSender<Message>,
    key: Key,
    token: u64,
}

impl Heartbeat {
    pub(crate) fn new(outbox: mpsc::UnboundedSender<Message>, key: Key, token: u64) -> Self {
        Self { outbox, key, token }
    }

    /// One beat; nothing where the attempt is over, or its state has no `HeartbeatSeconds`.
    pub fn beat(&self) {
        // An engine that is gone waits for no beats.
        let _ = self.outbox.send(Message::Heartbeat { key: self.key, token: self.token });
    }
}

impl PartialEq for Heartbeat {
    fn eq(&self, other: &Self) -> bool {
        self.outbox.same_channel(&other.outbox) && self.key == other.key && self.token == other.token
    }
}

impl fmt::Debug for Heartbeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heartbeat")
            .field("key", &self.key)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
