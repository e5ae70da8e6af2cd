use serde_json::Value;

use super::PathError;

/// A function at the end of a path, as in `$.list.length()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// Members of a list or object, characters of a text.
    Length,
    /// Smallest number.
    Min,
    /// Largest number.
    Max,
    /// Mean of the numbers.
    Avg,
    /// Sum of the numbers.
    Sum,
    /// Names of an object's members.
    Keys,
}

impl Function {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Length, "length"),
        (Self::Min, "min"),
        (Self::Max, "max"),
        (Self::Avg, "avg"),
        (Self::Sum, "sum"),
        (Self::Keys, "keys"),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(function, _)| function)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(function, _)| *function == self).map_or("", |(_, name)| name)
    }

    /// Its value for what the path before it found.
    pub(super) fn apply(self, value: &Value) -> Result<Value, PathError> {
        let refused = || PathError::Function { function: self.name(), found: kind(value) };
        match (self, value) {
            (Self::Length, Value::Array(items)) => Ok(items.len().into()),
            (Self::Length, Value::Object(members)) => Ok(members.len().into()),
            (Self::Length, Value::String(text)) => Ok(text.chars().count().into()),
            (Self::Keys, Value::Object(members)) => {
                Ok(members.keys().map(|key| Value::from(key.as_str())).collect())
            }
            (Self::Min | Self::Max | Self::Avg | Self::Sum, Value::Array(items)) => {
                let numbers: Vec<f64> = items.iter().filter_map(Value::as_f64).collect();
                self.of_numbers(&numbers).map(Value::from).ok_or_else(refused)
            }
            _ => Err(refused()),
        }
    }

    fn of_numbers(self, numbers: &[f64]) -> Option<f64> {
        let sum: f64 = numbers.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "a list of 2^53 numbers is over every limit")]
        let count = numbers.len() as f64;
        match self {
            Self::Min => numbers.iter().copied().reduce(f64::min),
            Self::Max => numbers.iter().copied().reduce(f64::max),
            Self::Avg => (!numbers.is_empty()).then_some(sum / count),
            _ => (!numbers.is_empty()).then_some(sum),
        }
    }
}

/// The kind of a value, for messages.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
