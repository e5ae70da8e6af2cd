use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::{CompileError, EvaluationError, PathExpression, Query};
use crate::jsonata::Expression;
use crate::payload::Payload;

/// JSON with expressions or paths in it, ready to be evaluated: `Arguments`, `Parameters`, `Output`, `ItemSelector`,
/// `ResultSelector`, each member of `Assign`.
#[derive(Debug, Clone)]
pub enum Template {
    /// Nothing to evaluate.
    Literal(Payload),
    /// One `JSONata` expression.
    Expression(Expression),
    /// The value of a key that ends in `.$`.
    Path(PathExpression),
    /// A list with expressions in it.
    Array(Vec<Template>),
    /// An object with expressions in it.
    Object(IndexMap<String, Template>),
}

impl Template {
    /// Compiles a template of the definition.
    ///
    /// # Errors
    /// When an expression or path in it is not one that Step Functions accepts.
    pub fn compile(template: &apoyo_asl::Template) -> Result<Self, CompileError> {
        use apoyo_asl::Template as Written;
        Ok(match template {
            Written::Literal(value) => Self::Literal(Arc::new(value.clone())),
            Written::Expression(expression) => Self::Expression(Expression::compile(expression.source())?),
            Written::Path(path) => Self::Path(PathExpression::compile(path)?),
            Written::Array(items) => Self::Array(items.iter().map(Self::compile).collect::<Result<_, _>>()?),
            Written::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), Self::compile(value)?)))
                    .collect::<Result<_, CompileError>>()?,
            ),
        })
    }

    /// Its value; `location` names the field for errors.
    ///
    /// # Errors
    /// The first expression that fails, in order of writing.
    pub fn evaluate(&self, query: &Query<'_>, location: &str) -> Result<Payload, EvaluationError> {
        match self {
            Self::Literal(value) => Ok(Arc::clone(value)),
            other => other.value(query, location).map(Arc::new),
        }
    }

    fn value(&self, query: &Query<'_>, location: &str) -> Result<Value, EvaluationError> {
        match self {
            Self::Literal(value) => Ok((**value).clone()),
            Self::Expression(expression) => expression.evaluate(query, location),
            Self::Path(path) => path.evaluate(query, &path_field(location)).map(Cow::into_owned),
            Self::Array(items) => items
                .iter()
                .enumerate()
                .map(|(at, item)| item.value(query, &format!("{location}[{at}]")))
                .collect(),
            Self::Object(members) => members
                .iter()
                .map(|(key, member)| Ok((key.clone(), member.value(query, &format!("{location}/{key}"))?)))
                .collect::<Result<_, _>>()
                .map(Value::Object),
        }
    }
}

/// The key as it is written, by which the service names the place of a path.
fn path_field(location: &str) -> String {
    format!("{}.$", location.rsplit('/').next().unwrap_or(location))
}
