use super::leaving::Shared;
use crate::{Catcher, Dynamic, Resource, Retrier, State, StateKind, StateName, Template, Timing, Transition};

/// A Task being built.
#[derive(Debug)]
pub struct Task {
    shared: Shared,
    resource: Resource,
    timing: Timing,
    retry: Vec<Retrier>,
    catch: Vec<Catcher>,
}

impl Task {
    /// Calls this.
    pub fn new(resource: Resource) -> Self {
        Self {
            shared: Shared::default(),
            resource,
            timing: Timing::default(),
            retry: Vec::new(),
            catch: Vec::new(),
        }
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// Calls it with this.
    pub fn arguments(mut self, arguments: impl Into<Template>) -> Self {
        self.shared.flow.arguments = Some(arguments.into());
        self
    }

    /// Fails with `States.Timeout` after this many seconds.
    pub fn timeout_seconds(mut self, seconds: u64) -> Self {
        self.timing.timeout_seconds = Some(Dynamic::Value(seconds));
        self
    }

    /// Tries again; retriers are asked in the order in which they are added.
    pub fn retry(mut self, retrier: Retrier) -> Self {
        self.retry.push(retrier);
        self
    }

    /// Goes elsewhere after an error; catchers are asked in the order in which they are added.
    pub fn catch(mut self, catcher: Catcher) -> Self {
        self.catch.push(catcher);
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
        let Self { shared, resource, timing, retry, catch } = self;
        shared.state(StateKind::Task(crate::Task {
            resource,
            timing,
            credentials: None,
            retry,
            catch,
            transition,
        }))
    }
}
