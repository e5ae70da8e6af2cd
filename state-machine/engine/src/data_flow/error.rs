use std::fmt;

use serde_json::Value;

use crate::failure::error_name;

/// Why a field could not be computed, in AWS's words.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationError {
    /// The field, as in `Output/total`.
    pub location: String,
    /// What is wrong there.
    pub problem: Box<Problem>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// An expression has no value.
    Undefined {
        /// Source of the expression.
        expression: String,
    },
    /// An expression threw.
    Threw {
        /// Source of the expression.
        expression: String,
        /// Code and message.
        message: String,
    },
    /// An expression has a value of a kind that the field does not take.
    UnexpectedType {
        /// Source of the expression.
        expression: String,
        /// Kind that the field takes.
        expected: &'static str,
        /// Value found.
        value: Value,
    },
    /// The value breaks a rule of the field; the sentence says which.
    Rule(String),
    /// As [`Problem::Rule`], with an error name of its own.
    Named {
        /// The error name.
        error: &'static str,
        /// What is wrong.
        sentence: String,
    },
}

impl EvaluationError {
    /// A broken rule of a field.
    pub(crate) fn rule(location: &str, sentence: String) -> Self {
        Self { location: location.to_owned(), problem: Box::new(Problem::Rule(sentence)) }
    }

    /// A broken rule that has an error name of its own.
    pub(crate) fn named(location: &str, error: &'static str, sentence: String) -> Self {
        Self { location: location.to_owned(), problem: Box::new(Problem::Named { error, sentence }) }
    }

    /// The name of the error that a `JSONPath` state fails with.
    pub fn json_path_name(&self) -> &'static str {
        match &*self.problem {
            Problem::Named { error, .. } => error,
            _ => error_name::RUNTIME,
        }
    }

    /// The cause that AWS records, for a state with this name whose entry is the event of this id.
    pub fn cause(&self, state: &str, entered_event_id: u64) -> String {
        format!(
            "An error occurred while executing the state '{state}' (entered at the event id #{entered_event_id}). {self}"
        )
    }
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.location;
        match &*self.problem {
            Problem::Undefined { expression } => write!(
                f,
                "The JSONata expression '{expression}' specified for the field '{field}' returned nothing (undefined)."
            ),
            Problem::Threw { expression, message } => write!(
                f,
                "The JSONata expression '{expression}' specified for the field '{field}' threw an error during \
                 evaluation. {message}"
            ),
            Problem::UnexpectedType { expression, expected, value } => write!(
                f,
                "The JSONata expression '{expression}' specified for the field '{field}' returned an unexpected \
                 result type. Expected '{expected}', but was '{}' for value: {value}",
                kind_of(value)
            ),
            Problem::Rule(sentence) | Problem::Named { sentence, .. } => f.write_str(sentence),
        }
    }
}

impl std::error::Error for EvaluationError {}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
