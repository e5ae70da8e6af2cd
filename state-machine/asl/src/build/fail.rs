use super::leaving::Shared;
use crate::{Dynamic, State, StateKind};

/// A Fail being built.
#[derive(Debug)]
pub struct Fail {
    shared: Shared,
    error: Dynamic<String>,
    cause: Dynamic<String>,
}

impl Fail {
    /// Fails with this error and cause.
    pub fn new(error: Dynamic<String>, cause: Dynamic<String>) -> Self {
        Self { shared: Shared::default(), error, cause }
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// The state.
    pub fn build(self) -> State {
        self.shared.state(StateKind::Fail(crate::Fail { error: Some(self.error), cause: Some(self.cause) }))
    }
}
