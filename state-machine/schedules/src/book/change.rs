use super::{Entry, Group, Invocation, Occurrence};
use crate::definition::{GroupName, ScheduleId};

/// One row that changes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// A group as it is from now on.
    Group(GroupName, Group),
    /// A group that goes.
    DropGroup(GroupName),
    /// A schedule as it is from now on.
    Schedule(Box<Entry>),
    /// A schedule that goes, with what it has to start.
    DropSchedule(ScheduleId),
    /// An invocation as it is from now on.
    Invocation(Invocation),
    /// An invocation that is done, or given up.
    DropInvocation(Occurrence),
}
