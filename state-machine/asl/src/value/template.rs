use indexmap::IndexMap;
use serde_json::Value;

use super::{Expression, InvalidExpression, PathExpression};

/// A JSON value with places to fill in: `Parameters`, `ResultSelector`, `ItemSelector`, `Arguments`, `Output`, `Assign`.
///
/// A part without such places is always one [`Template::Literal`], so the engine copies it whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// JSON with nothing to fill in.
    Literal(Value),
    /// `JSONata`: a string `{% .. %}`.
    Expression(Expression),
    /// `JSONPath`: the value of a key that ends in `.$`.
    Path(PathExpression),
    /// A list with something to fill in.
    Array(Vec<Template>),
    /// An object with something to fill in; keys without their `.$`.
    Object(IndexMap<String, Template>),
}

impl Template {
    /// A template of an object, from its members in order.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Template)>) -> Self {
        let members: IndexMap<String, Template> =
            members.into_iter().map(|(key, value)| (key.into(), value)).collect();
        Self::of_members(members)
    }

    /// The `JSONata` template of this JSON: every string `{% .. %}` in it is an expression.
    ///
    /// # Errors
    /// When one of them is empty.
    pub fn jsonata(value: &Value) -> Result<Self, InvalidExpression> {
        match value {
            Value::String(text) if Expression::is_meant_by(text) => Ok(Self::Expression(text.parse()?)),
            Value::Array(items) => {
                Ok(Self::of_items(items.iter().map(Self::jsonata).collect::<Result<_, _>>()?))
            }
            Value::Object(members) => Ok(Self::of_members(
                members
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), Self::jsonata(value)?)))
                    .collect::<Result<_, InvalidExpression>>()?,
            )),
            literal => Ok(Self::Literal(literal.clone())),
        }
    }

    /// The members of an object template that has something to fill in.
    pub fn members(&self) -> Option<&IndexMap<String, Template>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The template as it is written in a definition.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Expression(expression) => Value::String(expression.to_string()),
            Self::Path(path) => Value::String(path.to_string()),
            Self::Array(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(members) => Value::Object(members.iter().map(written_member).collect()),
        }
    }

    pub(crate) fn of_members(members: IndexMap<String, Template>) -> Self {
        if members.values().all(Self::is_literal) {
            return Self::Literal(Value::Object(
                members.into_iter().map(|(key, value)| (key, value.to_json())).collect(),
            ));
        }
        Self::Object(members)
    }

    pub(crate) fn of_items(items: Vec<Template>) -> Self {
        if items.iter().all(Self::is_literal) {
            return Self::Literal(items.iter().map(Self::to_json).collect());
        }
        Self::Array(items)
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }
}

fn written_member((key, value): (&String, &Template)) -> (String, Value) {
    match value {
        Template::Path(_) => (format!("{key}.$"), value.to_json()),
        _ => (key.clone(), value.to_json()),
    }
}

impl From<Expression> for Template {
    fn from(expression: Expression) -> Self {
        Self::Expression(expression)
    }
}

impl From<Value> for Template {
    fn from(literal: Value) -> Self {
        Self::Literal(literal)
    }
}
