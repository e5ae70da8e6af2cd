//! What an execution did, as its history tells it.

mod outcome;
mod visits;

pub use outcome::{Iterations, Outcome, Progress};

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use visits::Visits;

/// What became of each state in one execution.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trace {
    states: BTreeMap<String, Progress>,
    ways: BTreeSet<(String, String)>,
}

impl Trace {
    /// Reads the events of `GetExecutionHistory`, oldest first or newest first; events that it does not know it passes over.
    pub fn of(events: &[Value]) -> Self {
        let mut events: Vec<&Value> = events.iter().collect();
        events.sort_by_key(|event| event["id"].as_u64().unwrap_or_default());
        let mut visits = Visits::default();
        for event in events {
            visits.take(event);
        }
        visits.into_trace()
    }

    /// What became of a state; none where the execution did not reach it.
    pub fn state(&self, name: &str) -> Option<&Progress> {
        self.states.get(name)
    }

    /// Whether the execution went from one state to another, both of one flow.
    pub fn went(&self, from: &str, to: &str) -> bool {
        self.ways.contains(&(from.to_owned(), to.to_owned()))
    }
}
