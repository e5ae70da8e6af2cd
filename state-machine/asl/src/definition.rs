use std::sync::Arc;

use indexmap::IndexMap;

use crate::{State, StateName};

/// A state machine as it was written, parsed; it may still lead nowhere. Only a [`crate::ValidDefinition`] can run.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// For people.
    pub comment: Option<String>,
    /// Version of the language; `1.0` is the only one.
    pub version: Option<String>,
    /// Language of every state that does not name its own.
    pub query_language: QueryLanguage,
    /// Longest run, in seconds, 1 to 99,999,999; default none.
    pub timeout_seconds: Option<u64>,
    /// The states.
    pub flow: Flow,
}

/// States and where they start: a machine's, a branch's, or those of a Map's processor.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// For people; absent in a machine's own flow, since [`Definition::comment`] holds it.
    pub comment: Option<String>,
    /// The first state.
    pub start_at: StateName,
    /// The states, in the order of the text.
    pub states: IndexMap<StateName, Arc<State>>,
}

impl Flow {
    /// The state of this name in this flow (not in the flows inside it).
    pub fn state(&self, name: &StateName) -> Option<&Arc<State>> {
        self.states.get(name)
    }
}

/// How a state selects and forms data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum QueryLanguage {
    /// Paths, reference paths and intrinsic functions; the default.
    #[default]
    JsonPath,
    /// `{% .. %}` expressions.
    Jsonata,
}

impl QueryLanguage {
    /// The name as a definition has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }
}

/// What an execution promises: exactly once and up to a year, or at least once and up to five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MachineType {
    /// Exactly once, up to a year, with a history; the default.
    #[default]
    Standard,
    /// At least once, up to five minutes.
    Express,
}

impl MachineType {
    /// The name as the API and `ExecutionType` have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::Express => "EXPRESS",
        }
    }
}
