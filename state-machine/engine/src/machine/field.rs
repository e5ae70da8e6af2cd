use apoyo_asl::Dynamic;
use serde_json::Value;

use super::UncompiledReason;
use crate::data_flow::{EvaluationError, PathExpression, Query};
use crate::jsonata::Expression;

/// A field that is written down or computed when its state is entered.
#[derive(Debug, Clone)]
pub enum Field<T> {
    /// Written in the definition.
    Value(T),
    /// `JSONata`.
    Expression(Expression),
    /// `JSONPath`: the field's twin with `Path` at its end.
    Path(PathExpression),
}

/// What a field takes, as each query language names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A text.
    Text,
    /// `true` or `false`.
    Boolean,
}

impl Expected {
    fn in_jsonata(self) -> &'static str {
        match self {
            Self::Integer | Self::Float => "number",
            Self::Text => "string",
            Self::Boolean => "boolean",
        }
    }

    fn in_json_path(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "string",
            Self::Boolean => "boolean",
        }
    }
}

impl<T: Clone> Field<T> {
    /// The same field with another type of value.
    pub(crate) fn map<U>(&self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Value(value) => Field::Value(change(value.clone())),
            Self::Expression(expression) => Field::Expression(expression.clone()),
            Self::Path(path) => Field::Path(path.clone()),
        }
    }

    pub(super) fn compile<W>(
        written: &Dynamic<W>,
        value: impl FnOnce(&W) -> T,
    ) -> Result<Self, UncompiledReason> {
        Ok(match written {
            Dynamic::Value(written) => Self::Value(value(written)),
            Dynamic::Expression(expression) => Self::Expression(Expression::compile(expression.source())?),
            Dynamic::Path(path) => Self::Path(PathExpression::compile(path)?),
        })
    }

    /// The value; `expected` names what the field takes and `read` takes it.
    ///
    /// # Errors
    /// When the expression or path fails or gives something else.
    pub fn evaluate(
        &self,
        query: &Query<'_>,
        location: &str,
        (expected, read): (Expected, impl FnOnce(&Value) -> Option<T>),
    ) -> Result<T, EvaluationError> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Expression(expression) => {
                let value = expression.evaluate(query, location)?;
                read(&value).ok_or_else(|| expression.unexpected(location, expected.in_jsonata(), value))
            }
            Self::Path(path) => {
                let field = format!("{}Path", location.rsplit('/').next().unwrap_or(location));
                let value = match expected {
                    Expected::Text => path.evaluate(query, &field)?,
                    _ => path.reference(query, &field)?,
                };
                read(&value).ok_or_else(|| unreadable((&field, expected), &value, path.source()))
            }
        }
    }
}

fn unreadable((field, expected): (&str, Expected), value: &Value, path: &str) -> EvaluationError {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    EvaluationError::rule(
        field,
        format!(
            "The {field} field refers to value \"{shown}\" which is not a valid {}: {path}",
            expected.in_json_path()
        ),
    )
}
