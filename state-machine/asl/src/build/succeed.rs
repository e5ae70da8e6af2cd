use super::leaving::Shared;
use crate::{State, StateKind, Template};

/// A Succeed being built.
#[derive(Debug, Default)]
pub struct Succeed(Shared);

impl Succeed {
    /// Answers its input.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.0.comment = Some(comment.into());
        self
    }

    /// Answers this.
    pub fn output(mut self, output: impl Into<Template>) -> Self {
        self.0.set_output(output);
        self
    }

    /// The state.
    pub fn build(self) -> State {
        self.0.state(StateKind::Succeed)
    }
}
