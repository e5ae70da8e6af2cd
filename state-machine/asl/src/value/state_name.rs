use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Name of a state: 1 to 80 Unicode characters, unique in the whole state machine.
///
/// Cheap to clone: histories and schedulers carry many of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateName(Arc<str>);

/// Why a text is not the name of a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("state name has {characters} characters, 1 to {} are allowed", StateName::MAX_CHARACTERS)]
pub struct InvalidStateName {
    /// Length found, in characters.
    pub characters: usize,
}

impl StateName {
    /// Longest name, in characters.
    pub const MAX_CHARACTERS: usize = 80;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StateName {
    type Err = InvalidStateName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = text.chars().count();
        (1..=Self::MAX_CHARACTERS)
            .contains(&characters)
            .then(|| Self(text.into()))
            .ok_or(InvalidStateName { characters })
    }
}

impl std::borrow::Borrow<str> for StateName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
