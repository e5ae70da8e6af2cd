//! All schedules, and the occurrences that are to be started: what is due, and what follows from a try. Pure.
//!
//! ```text
//! schedule --due(now)--> Invocation (written down, name fixed) --try--> started: gone
//!    handled up to now                      ^                     \---> failed: tried again later, or given up
//!                                           \---------------------------/
//! ```

mod call;
mod change;
mod entry;
mod invocation;
mod outcome;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use call::start_of;
pub(crate) use change::Change;
pub(crate) use entry::{Entry, Group};
pub use invocation::{Invocation, Occurrence};
pub(crate) use outcome::Outcome;

use crate::definition::{ActionAfterCompletion, GroupName, ScheduleId};

/// Everything that is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) groups: BTreeMap<GroupName, Group>,
    pub(crate) schedules: BTreeMap<ScheduleId, Entry>,
    pub(crate) invocations: BTreeMap<Occurrence, Invocation>,
}

impl Book {
    /// The same with this change.
    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Group(name, group) => {
                self.groups.insert(name, group);
            }
            Change::DropGroup(name) => {
                self.groups.remove(&name);
            }
            Change::Schedule(entry) => {
                self.schedules.insert(entry.definition.id.clone(), *entry);
            }
            Change::DropSchedule(id) => {
                self.invocations.retain(|occurrence, _| occurrence.schedule != id);
                self.schedules.remove(&id);
            }
            Change::Invocation(invocation) => {
                self.invocations.insert(invocation.occurrence.clone(), invocation);
            }
            Change::DropInvocation(occurrence) => {
                self.invocations.remove(&occurrence);
            }
        }
    }

    /// What has become due: an invocation for each occurrence up to `now` that is not older than its policy lets a start
    /// be, also of those that nobody saw because the process was down. Schedules that are through go, where they are to.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<Change> {
        let mut changes = Vec::new();
        for entry in self.schedules.values().filter(|entry| entry.next.is_some_and(|next| next <= now)) {
            let handled = entry.handled_up_to(now);
            let occurrences = entry.occurrences(now);
            let waits = self.invocations.keys().any(|other| other.schedule == entry.definition.id);
            let is_through = handled.next.is_none() && occurrences.is_empty() && !waits;
            changes.push(Change::Schedule(Box::new(handled)));
            changes.extend(occurrences.into_iter().map(Change::Invocation));
            if is_through {
                changes.extend(end_of(entry));
            }
        }
        changes
    }

    /// What follows from a try of an invocation.
    pub(crate) fn after(&self, occurrence: &Occurrence, outcome: &Outcome, now: Timestamp) -> Vec<Change> {
        let entry = self.schedules.get(&occurrence.schedule);
        let (Some(invocation), Some(entry)) = (self.invocations.get(occurrence), entry) else {
            return Vec::new();
        };
        let policy = entry.definition.target.retry_policy;
        if let Outcome::Failed(_) = outcome
            && let Some(again) = invocation.again(policy, now)
        {
            return vec![Change::Invocation(again)];
        }
        let others = self.invocations.keys().filter(|other| other.schedule == occurrence.schedule);
        let is_last = entry.next.is_none() && others.count() == 1;
        let mut changes = vec![Change::DropInvocation(occurrence.clone())];
        if is_last {
            changes.extend(end_of(entry));
        }
        changes
    }

    /// The invocations to try now, the longest due first.
    pub(crate) fn ready(&self, now: Timestamp) -> Vec<Invocation> {
        let ready = self.invocations.values().filter(|invocation| invocation.next_try <= now);
        let mut ready: Vec<_> = ready.cloned().collect();
        ready.sort_by_key(|invocation| invocation.next_try);
        ready
    }

    /// The next moment at which something is to be done.
    pub(crate) fn next_moment(&self) -> Option<Timestamp> {
        let runs = self.schedules.values().filter_map(|entry| entry.next);
        runs.chain(self.invocations.values().map(|invocation| invocation.next_try)).min()
    }

    /// The schedules of a group.
    pub(crate) fn in_group<'b>(&'b self, group: &'b GroupName) -> impl Iterator<Item = &'b Entry> {
        self.schedules.values().filter(move |entry| entry.definition.id.group == *group)
    }
}

/// What becomes of a schedule after its last run.
fn end_of(entry: &Entry) -> Option<Change> {
    let goes = entry.definition.after_completion == ActionAfterCompletion::Delete;
    goes.then(|| Change::DropSchedule(entry.definition.id.clone()))
}

#[cfg(test)]
mod tests;
