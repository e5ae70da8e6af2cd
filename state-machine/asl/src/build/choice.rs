use super::leaving::Shared;
use crate::{ChoiceRule, Condition, Dynamic, Expression, State, StateKind, StateName};

/// A Choice being built.
#[derive(Debug, Default)]
pub struct Choice {
    shared: Shared,
    rules: Vec<ChoiceRule>,
}

impl Choice {
    /// Without rules yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// Leads to this state when the condition holds and none before it did.
    pub fn when(mut self, condition: Expression, next: StateName) -> Self {
        let condition = Condition::Jsonata(Dynamic::Expression(condition));
        self.rules.push(ChoiceRule { comment: None, condition, next, assign: None, output: None });
        self
    }

    /// Leads to this state when no condition holds.
    pub fn otherwise(self, default: StateName) -> State {
        self.shared.state(StateKind::Choice(crate::Choice { choices: self.rules, default: Some(default) }))
    }
}
