use crate::read::Fields;
use crate::{ChoiceRule, StateName};

/// Decides where to go.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The rules, tried in order, at least one.
    pub choices: Vec<ChoiceRule>,
    /// Where to go when none applies; without it that is `States.NoChoiceMatched`. The state's own `Assign` and
    /// `Output` belong to it.
    pub default: Option<StateName>,
}

impl Choice {
    /// Every state that it can lead to, in the order of the text.
    pub fn targets(&self) -> Vec<&StateName> {
        self.choices.iter().map(|rule| &rule.next).chain(&self.default).collect()
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let choices = fields.elements("Choices", |rule| ChoiceRule::read(&rule));
        let default = fields.state_name("Default");
        match choices {
            None if fields.get("Choices").is_none() => {
                fields.refuse("The field 'Choices' is required but was missing")
            }
            Some(choices) if choices.is_empty() => {
                fields.refuse_field("Choices", "at least 1 rule is required, there are 0".to_owned())
            }
            choices => Some(Self { choices: choices?, default }),
        }
    }
}
