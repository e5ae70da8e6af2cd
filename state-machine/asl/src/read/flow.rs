use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::document::Document;
use super::fields::{Fields, Scope};
use super::problems::Problems;
use crate::{Definition, DiagnosticCode, Diagnostics, Flow, Location, QueryLanguage, State, StateName};

/// Deepest nesting of flows in flows; a limit of ours, so that hostile text cannot exhaust the stack.
const MAX_DEPTH: usize = 20;

const LANGUAGES: [(&str, QueryLanguage); 2] =
    [("JSONPath", QueryLanguage::JsonPath), ("JSONata", QueryLanguage::Jsonata)];

impl Definition {
    /// Reads a definition: its shape and every field, not yet where its transitions lead.
    ///
    /// # Errors
    /// With every fault found, each with AWS's code and its exact place.
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        if text.trim().is_empty() {
            let message = "the definition is empty, a JSON object is needed".to_owned();
            return Err(Diagnostics::one(DiagnosticCode::MissingDescription, message, Location::root()));
        }
        let Document(value) = serde_json::from_str(text).map_err(|fault| {
            Diagnostics::one(DiagnosticCode::InvalidJsonDescription, fault.to_string(), Location::root())
        })?;
        Self::from_json(&value)
    }

    /// Reads a definition that is JSON already.
    ///
    /// # Errors
    /// As [`Definition::parse`].
    pub fn from_json(value: &Value) -> Result<Self, Diagnostics> {
        let Some(object) = value.as_object() else {
            let message = "the definition must be a JSON object".to_owned();
            return Err(Diagnostics::one(DiagnosticCode::InvalidJsonDescription, message, Location::root()));
        };
        let problems = Problems::default();
        let read = Self::read(object, &problems);
        Diagnostics::check(problems.found())?;
        read.ok_or_else(|| {
            let message = "the definition could not be read".to_owned();
            Diagnostics::one(DiagnosticCode::SchemaValidationFailed, message, Location::root())
        })
    }

    fn read(object: &Map<String, Value>, problems: &Problems) -> Option<Self> {
        let scope =
            Scope { problems, machine: QueryLanguage::JsonPath, language: QueryLanguage::JsonPath, depth: 0 };
        let language = Fields::new(object, Location::root(), scope)
            .word("QueryLanguage", &LANGUAGES)
            .unwrap_or_default();
        let fields = Fields::new(object, Location::root(), Scope { machine: language, language, ..scope });
        let missing: Vec<&str> =
            ["States", "StartAt"].into_iter().filter(|name| fields.get(name).is_none()).collect();
        if !missing.is_empty() {
            fields.refuse::<()>(&format!("These fields are required: [{}]", missing.join(", ")));
        }
        fields.get("QueryLanguage");
        let version = fields.word("Version", &[("1.0", "1.0".to_owned())]);
        let timeout_seconds = fields.integer("TimeoutSeconds", 1..=crate::Timing::MAX_SECONDS);
        let flow = if missing.is_empty() { Flow::read(&fields) } else { None };
        let comment = fields.text("Comment");
        fields.finish();
        // The machine's comment is its own, its flow has none.
        let flow = Flow { comment: None, ..flow? };
        Some(Self { comment, version, query_language: language, timeout_seconds, flow })
    }
}

impl Flow {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.scope.depth > MAX_DEPTH {
            let message = format!("states are nested more than {MAX_DEPTH} deep");
            fields.add(DiagnosticCode::TooDeeplyNested, message, fields.location.clone());
            return None;
        }
        let start_at = fields.required_state_name("StartAt");
        let comment = fields.text("Comment");
        fields.require("States")?;
        let states = fields.object("States")?;
        if states.object.is_empty() {
            return fields.refuse_field("States", "at least 1 state is required, there are 0".to_owned());
        }
        let states: IndexMap<StateName, Arc<State>> =
            states.names().filter_map(|name| read_state(&states, name)).collect();
        Some(Self { comment, start_at: start_at?, states })
    }
}

fn read_state(states: &Fields<'_>, text: &str) -> Option<(StateName, Arc<State>)> {
    let name = text.parse::<StateName>().map_err(|fault| {
        states.add(DiagnosticCode::InvalidStateName, fault.to_string(), states.location.field(text));
    });
    let outer = states.object(text)?;
    let own = outer.word("QueryLanguage", &LANGUAGES);
    if (states.scope.machine, own) == (QueryLanguage::Jsonata, Some(QueryLanguage::JsonPath)) {
        return outer
            .refuse("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    }
    // The states inside a Map or Parallel take the machine's language, not that of the state around them.
    let language = own.unwrap_or(states.scope.machine);
    let scope = Scope { language, depth: states.scope.depth + 1, ..states.scope };
    let fields = Fields::new(outer.object, outer.location, scope);
    fields.get("QueryLanguage");
    Some((name.ok()?, Arc::new(State::read(&fields)?)))
}
