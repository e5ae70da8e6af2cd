use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Invocation, Occurrence};
use crate::definition::{Definition, State};

/// A schedule with its dates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) definition: Definition,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// The token that it was made with.
    pub(crate) token: Option<String>,
    /// Occurrences up to here are written down, or will never be started.
    pub(crate) handled: Timestamp,
    /// The first occurrence after; `None` where there is none, or the schedule is not in force.
    pub(crate) next: Option<Timestamp>,
}

/// A group with its dates and tags.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) token: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Entry {
    /// A schedule that was set at a moment: nothing before that counts.
    pub(crate) fn set(definition: Definition, (created, modified): (Timestamp, Timestamp)) -> Self {
        let handled = definition.timing(modified).before_first();
        Self { definition, created, modified, token: None, handled, next: None }.looking_ahead(handled)
    }

    /// The same, with occurrences up to a moment handled.
    pub(crate) fn handled_up_to(&self, now: Timestamp) -> Self {
        self.clone().looking_ahead(self.handled.max(now))
    }

    fn looking_ahead(self, handled: Timestamp) -> Self {
        let next = self.definition.timing(self.modified).next_after(handled);
        let next = next.filter(|_| self.definition.state == State::Enabled);
        Self { handled, next, ..self }
    }

    /// What is to be started of the occurrences up to `now`.
    pub(super) fn occurrences(&self, now: Timestamp) -> Vec<Invocation> {
        let age = self.definition.target.retry_policy.maximum_event_age() + self.definition.window();
        let oldest = now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let timing = self.definition.timing(self.modified);
        let first = timing.next_after(self.handled.max(oldest));
        let all = std::iter::successors(first, |last| timing.next_after(*last));
        let due = all.take_while(|at| *at <= now);
        due.map(|at| Invocation::of(Occurrence { schedule: self.definition.id.clone(), at }, self)).collect()
    }
}
