use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Name of one execution of the state machine: 1 to 80 characters, none of those that Step Functions refuses.
///
/// Source: `StartExecution`, parameter `name`,
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html>. A `/` is refused too, since
/// the name becomes one level of the key `ejecuciones/<execution>/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExecutionName(Box<str>);

/// Why a text is not the name of an execution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExecutionName {
    /// Too short or too long.
    #[error("execution name has {characters} characters, 1 to 80 are allowed")]
    Length {
        /// Length found, in characters.
        characters: usize,
    },
    /// A character that Step Functions refuses.
    #[error(
        "execution name {name:?} has the character {character:?}, which Step Functions does not allow in names"
    )]
    Character {
        /// The text found.
        name: String,
        /// The first character that is not allowed.
        character: char,
    },
}

impl ExecutionName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ExecutionName {
    type Err = InvalidExecutionName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = text.chars().count();
        if !(1..=80).contains(&characters) {
            return Err(InvalidExecutionName::Length { characters });
        }
        match text.chars().find(|c| is_refused(*c)) {
            Some(character) => Err(InvalidExecutionName::Character { name: text.to_owned(), character }),
            None => Ok(Self(text.into())),
        }
    }
}

fn is_refused(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c)
}

impl TryFrom<String> for ExecutionName {
    type Error = InvalidExecutionName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ExecutionName> for String {
    fn from(name: ExecutionName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for ExecutionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_step_functions_refuses_are_refused() {
        assert!("2026-11-21_línea-4".parse::<ExecutionName>().is_ok());
        for bad in ["", "a b", "a/b", "a:b", "x\u{7f}", &"a".repeat(81)] {
            assert!(bad.parse::<ExecutionName>().is_err(), "{bad:?}");
        }
    }
}
