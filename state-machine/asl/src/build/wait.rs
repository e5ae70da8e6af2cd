use super::leaving::Shared;
use crate::{Dynamic, State, StateKind, StateName, Template, Timestamp, Transition, WaitTime};

/// A Wait being built.
#[derive(Debug)]
pub struct Wait {
    shared: Shared,
    time: WaitTime,
}

impl Wait {
    /// Waits this many seconds, 0 to 99,999,999, written or computed.
    pub fn seconds(seconds: impl Into<Dynamic<u64>>) -> Self {
        Self { shared: Shared::default(), time: WaitTime::Seconds(seconds.into()) }
    }

    /// Waits until this moment, written or computed.
    pub fn until(moment: impl Into<Dynamic<Timestamp>>) -> Self {
        Self { shared: Shared::default(), time: WaitTime::Timestamp(moment.into()) }
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// Sets variables.
    pub fn assign(mut self, variables: impl Into<Template>) -> Self {
        self.shared.flow.assign = Some(variables.into());
        self
    }

    /// Answers this.
    pub fn output(mut self, output: impl Into<Template>) -> Self {
        self.shared.set_output(output);
        self
    }

    /// Leads to this state.
    pub fn next(self, name: StateName) -> State {
        self.build(Transition::Next(name))
    }

    /// Ends the flow.
    pub fn end(self) -> State {
        self.build(Transition::End)
    }

    fn build(self, transition: Transition) -> State {
        self.shared.state(StateKind::Wait(crate::Wait { time: self.time, transition }))
    }
}
