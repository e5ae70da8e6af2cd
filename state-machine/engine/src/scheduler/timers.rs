use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Key;
use crate::decide::Happening;

/// What happens when.
#[derive(Default)]
pub(super) struct Timers {
    due: BTreeMap<TimerId, (Key, Happening)>,
    next: u64,
}

/// Names a timer; they come in order of time.
pub(super) type TimerId = (Timestamp, u64);

impl Timers {
    pub(super) fn set(&mut self, at: Timestamp, key: Key, happening: Happening) -> TimerId {
        let id = (at, self.next);
        self.next += 1;
        self.due.insert(id, (key, happening));
        id
    }

    pub(super) fn cancel(&mut self, id: TimerId) {
        self.due.remove(&id);
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<(Key, Happening)> {
        let first = self.due.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}
