use std::sync::Arc;

use indexmap::IndexMap;

use crate::{Definition, QueryLanguage, State, StateName};

/// A flow being built: its first state, then the others in the order in which a person reads them.
#[derive(Debug)]
pub struct Flow(crate::Flow);

impl Flow {
    /// Starts at this state.
    pub fn starting_at(name: StateName, state: State) -> Self {
        let states = IndexMap::from([(name.clone(), Arc::new(state))]);
        Self(crate::Flow { comment: None, start_at: name, states })
    }

    /// Adds a state; a name that is taken keeps its first state, and validation says what is missing then.
    pub fn with(mut self, name: StateName, state: State) -> Self {
        self.0.states.entry(name).or_insert_with(|| Arc::new(state));
        self
    }

    /// The flow.
    pub fn build(self) -> crate::Flow {
        self.0
    }
}

/// A `JSONata` machine of this flow.
pub fn machine(comment: impl Into<String>, flow: Flow) -> Definition {
    Definition {
        comment: Some(comment.into()),
        version: None,
        query_language: QueryLanguage::Jsonata,
        timeout_seconds: None,
        flow: flow.build(),
    }
}
