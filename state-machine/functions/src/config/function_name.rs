use std::fmt;

use serde::{Deserialize, Serialize};

/// Name of a function: 1 to 64 letters, digits, `-` and `_`.
///
/// Source: `FunctionName` of <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FunctionName(Box<str>);

/// Most characters of a name.
const MOST: usize = 64;

impl FunctionName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name that the source knows to be one.
    pub(crate) fn fixed(name: &'static str) -> Self {
        debug_assert!(Self::holds(name), "{name}");
        Self(name.into())
    }

    /// Whether a text may be a name.
    pub(crate) fn holds(text: &str) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=MOST).contains(&text.len()) && text.bytes().all(is_allowed)
    }
}

impl TryFrom<String> for FunctionName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if Self::holds(&text) {
            return Ok(Self(text.into()));
        }
        Err(format!("{text:?} is not the name of a function, 1 to {MOST} letters, digits, '-' and '_' are"))
    }
}

impl From<FunctionName> for String {
    fn from(name: FunctionName) -> Self {
        name.0.into()
    }
}

impl std::borrow::Borrow<str> for FunctionName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_characters_and_the_length_that_lambda_allows() {
        for name in ["f", "apoyo-list_2", &"x".repeat(64)] {
            assert_eq!(FunctionName::try_from(name.to_owned()).unwrap().as_str(), name);
        }
        for name in ["", "a b", "a.b", "ñ", "a:b", "a/b", &"x".repeat(65)] {
            assert!(FunctionName::try_from(name.to_owned()).is_err(), "{name}");
        }
    }
}
