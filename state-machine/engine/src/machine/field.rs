use apoyo_asl::Dynamic;
use serde_json::Value;

use super::UncompiledReason;
use crate::jsonata::{EvaluationError, Expression, Query};

/// A field that is written down or computed when its state is entered.
#[derive(Debug, Clone)]
pub enum Field<T> {
    /// Written in the definition.
    Value(T),
    /// `JSONata`.
    Expression(Expression),
}

impl<T: Clone> Field<T> {
    pub(super) fn compile<W>(
        written: &Dynamic<W>,
        value: impl FnOnce(&W) -> T,
    ) -> Result<Self, UncompiledReason> {
        Ok(match written {
            Dynamic::Value(written) => Self::Value(value(written)),
            Dynamic::Expression(expression) => Self::Expression(Expression::compile(expression.source())?),
            Dynamic::Path(_) => return Err(UncompiledReason::JsonPath),
        })
    }

    /// The value; `expected` names what the field takes and `read` takes it.
    ///
    /// # Errors
    /// When the expression fails or gives something else.
    pub fn evaluate(
        &self,
        query: &Query<'_>,
        location: &str,
        (expected, read): (&'static str, impl FnOnce(&Value) -> Option<T>),
    ) -> Result<T, EvaluationError> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Expression(expression) => {
                let value = expression.evaluate(query, location)?;
                read(&value).ok_or_else(|| expression.unexpected(location, expected, value))
            }
        }
    }
}
