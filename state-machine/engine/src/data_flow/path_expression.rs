use std::borrow::Cow;

use serde_json::Value;

use super::selection::invalid_path;
use super::{EvaluationError, Query};
use crate::intrinsic::Call;
use crate::jsonpath::{InvalidPath, Path};

/// Why a value of a `.$` key or of a `..Path` field cannot be made ready.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// A path in it.
    #[error(transparent)]
    Path(#[from] InvalidPath),
    /// A call with too few or too many arguments.
    #[error("function {name} takes {takes} arguments, {found} are given")]
    Arguments {
        /// Name of the function.
        name: String,
        /// How many it takes.
        takes: String,
        /// How many there are.
        found: usize,
    },
    /// `JSONata`.
    #[error(transparent)]
    Jsonata(#[from] crate::jsonata::CompileError),
}

/// A path or a call of an intrinsic function, ready to run.
#[derive(Debug, Clone)]
pub enum PathExpression {
    /// A path.
    Path(Path),
    /// A call.
    Call(Call),
}

impl PathExpression {
    pub(crate) fn compile(written: &apoyo_asl::PathExpression) -> Result<Self, CompileError> {
        Ok(match written {
            apoyo_asl::PathExpression::Path(path) => Self::Path(Path::compile(path)?),
            apoyo_asl::PathExpression::Intrinsic(call) => Self::Call(Call::compile(call)?),
        })
    }

    /// Its text.
    pub fn source(&self) -> &str {
        match self {
            Self::Path(path) => path.source(),
            Self::Call(call) => call.source(),
        }
    }

    /// Its value in a template or text; `field` is the name of the field that it is written in.
    ///
    /// # Errors
    /// When a path finds nothing, or a function fails.
    pub fn evaluate<'q>(&self, query: &Query<'q>, field: &str) -> Result<Cow<'q, Value>, EvaluationError> {
        match self {
            Self::Path(path) => path.evaluate(query).map_err(|_| not_found(path, query, field)),
            Self::Call(call) => call.evaluate(query, field).map(Cow::Owned),
        }
    }

    /// Its value in a field such as `TimeoutSecondsPath`, which words a missing value in another way.
    ///
    /// # Errors
    /// When a path finds nothing, or a function fails.
    pub fn reference<'q>(&self, query: &Query<'q>, field: &str) -> Result<Cow<'q, Value>, EvaluationError> {
        match self {
            Self::Path(path) => path.evaluate(query).map_err(|error| invalid_path(path, &error, field)),
            Self::Call(call) => call.evaluate(query, field).map(Cow::Owned),
        }
    }
}

/// The service's sentence for a path in a template.
pub(crate) fn not_found(path: &Path, query: &Query<'_>, field: &str) -> EvaluationError {
    EvaluationError::rule(
        field,
        format!(
            "The JSONPath '{}' specified for the field '{field}' could not be found in the input '{}'",
            path.source(),
            query.input
        ),
    )
}
