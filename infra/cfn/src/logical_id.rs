use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Name of a parameter, resource or output inside a template: 1 to 255 ASCII letters and digits.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogicalId(Box<str>);

/// Why a text is not a logical id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogicalId {
    /// Too short or too long.
    #[error("logical id {id:?} has {characters} characters, 1 to 255 are allowed")]
    Length {
        /// The text found.
        id: String,
        /// Its length.
        characters: usize,
    },
    /// A character that CloudFormation refuses.
    #[error("logical id {id:?} has the character {character:?}, only ASCII letters and digits are allowed")]
    Character {
        /// The text found.
        id: String,
        /// The first character that is not allowed.
        character: char,
    },
}

impl LogicalId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogicalId {
    type Err = InvalidLogicalId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(character) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(InvalidLogicalId::Character { id: text.to_owned(), character });
        }
        match text.len() {
            1..=255 => Ok(Self(text.into())),
            characters => Err(InvalidLogicalId::Length { id: text.to_owned(), characters }),
        }
    }
}

impl TryFrom<String> for LogicalId {
    type Error = InvalidLogicalId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LogicalId> for String {
    fn from(id: LogicalId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_make_a_logical_id() {
        assert!("PhotoBucket2".parse::<LogicalId>().is_ok());
        for bad in ["", "photo-bucket", "foto bucket", "línea", "a::b", &"a".repeat(256)] {
            assert!(bad.parse::<LogicalId>().is_err(), "{bad:?}");
        }
    }
}
