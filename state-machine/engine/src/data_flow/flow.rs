use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::{EvaluationError, Query, ResultPath, Selection, Template};
use crate::payload::Payload;

/// Variables and their new values.
type Assigned = Vec<(Arc<str>, Payload)>;

/// The data flow of a state, choice rule or catcher, in the words of its query language.
#[derive(Debug)]
pub enum DataFlow {
    /// `JSONata`.
    Jsonata(JsonataFlow),
    /// `JSONPath`.
    JsonPath(Box<JsonPathFlow>),
}

/// `Arguments`, `Output` and `Assign` of a state.
#[derive(Debug, Default)]
pub struct JsonataFlow {
    /// `Arguments`; the state's input where it has none.
    pub arguments: Option<Template>,
    /// `Output`; the state's result where it has none.
    pub output: Option<Template>,
    /// `Assign`, variable by variable.
    pub assign: Vec<(Arc<str>, Template)>,
}

/// The fields of `JSONPath`, in the order in which data passes them.
#[derive(Debug, Default)]
pub struct JsonPathFlow {
    /// `InputPath`.
    pub input_path: Selection,
    /// `Parameters`.
    pub parameters: Option<Template>,
    /// `ResultSelector`.
    pub result_selector: Option<Template>,
    /// `ResultPath`.
    pub result_path: ResultPath,
    /// `OutputPath`.
    pub output_path: Selection,
    /// `Assign`, variable by variable.
    pub assign: Vec<(Arc<str>, Template)>,
}

impl DataFlow {
    /// Whether it is of `JSONPath`.
    pub fn is_json_path(&self) -> bool {
        matches!(self, Self::JsonPath(_))
    }

    /// The effective input of a state with this raw input.
    ///
    /// # Errors
    /// When `InputPath` finds nothing.
    pub fn effective_input<'v>(
        &'v self,
        input: &'v Value,
        query: &Query<'_>,
    ) -> Result<Cow<'v, Value>, EvaluationError> {
        match self {
            Self::Jsonata(_) => Ok(Cow::Borrowed(input)),
            Self::JsonPath(flow) => flow.input_path.of(input, query, "InputPath"),
        }
    }

    /// `Arguments` or `Parameters`, with the field's name.
    pub fn payload(&self) -> Option<(&Template, &'static str)> {
        match self {
            Self::Jsonata(flow) => flow.arguments.as_ref().map(|template| (template, "Arguments")),
            Self::JsonPath(flow) => flow.parameters.as_ref().map(|template| (template, "Parameters")),
        }
    }

    /// What leaves the state with this result: its output, and the variables to set.
    ///
    /// `input` is the raw input, which `ResultPath` puts the result into.
    pub(crate) fn leave(
        &self,
        query: &Query<'_>,
        (input, result): (&Payload, &Payload),
    ) -> Result<(Payload, Assigned), EvaluationError> {
        match self {
            Self::Jsonata(flow) => flow.leave(query, result),
            Self::JsonPath(flow) => flow.leave(query, (input, result)),
        }
    }
}

impl JsonataFlow {
    /// `Assign` and `Output` both read the variables as they were before.
    fn leave(&self, query: &Query<'_>, result: &Payload) -> Result<(Payload, Assigned), EvaluationError> {
        let assigned = assigned(&self.assign, query)?;
        let output = match &self.output {
            Some(output) => output.evaluate(query, "Output")?,
            None => Arc::clone(result),
        };
        Ok((output, assigned))
    }
}

impl JsonPathFlow {
    /// In `Assign` and `ResultSelector` `$` is the raw result, in `OutputPath` it is what `ResultPath` made.
    fn leave(
        &self,
        query: &Query<'_>,
        (input, result): (&Payload, &Payload),
    ) -> Result<(Payload, Assigned), EvaluationError> {
        let assigned = assigned(&self.assign, &Query { input: result, ..*query })?;
        let selected = self.selected(query, result)?;
        let combined = self.combined(input, &selected)?;
        let output = self.output_path.of_payload(query, (&combined, "OutputPath"))?;
        Ok((output, assigned))
    }

    /// What `ResultSelector` makes of the raw result.
    pub(crate) fn selected(&self, query: &Query<'_>, result: &Payload) -> Result<Payload, EvaluationError> {
        match &self.result_selector {
            Some(selector) => selector.evaluate(&Query { input: result, ..*query }, "ResultSelector"),
            None => Ok(Arc::clone(result)),
        }
    }

    /// What `ResultPath` makes of the raw input and the selected result.
    pub(crate) fn combined(&self, input: &Payload, selected: &Payload) -> Result<Payload, EvaluationError> {
        self.result_path.combine(input, selected)
    }
}

fn assigned(assign: &[(Arc<str>, Template)], query: &Query<'_>) -> Result<Assigned, EvaluationError> {
    let value = |(name, value): &(Arc<str>, Template)| {
        Ok((Arc::clone(name), value.evaluate(query, &format!("Assign/{name}"))?))
    };
    assign.iter().map(value).collect()
}
