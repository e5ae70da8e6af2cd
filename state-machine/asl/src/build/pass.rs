use super::leaving::Shared;
use crate::{State, StateKind, StateName, Template, Transition};

/// A Pass being built.
#[derive(Debug, Default)]
pub struct Pass(Shared);

impl Pass {
    /// Passes its input on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.0.comment = Some(comment.into());
        self
    }

    /// Sets variables.
    pub fn assign(mut self, variables: impl Into<Template>) -> Self {
        self.0.flow.assign = Some(variables.into());
        self
    }

    /// Answers this.
    pub fn output(mut self, output: impl Into<Template>) -> Self {
        self.0.set_output(output);
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
        self.0.state(StateKind::Pass(crate::Pass { result: None, transition }))
    }
}
