use serde_json::Value;

use super::model::Model;
use super::shape::{Member, Range, Shape};
use crate::test_state::TestStateError;

/// A value held against a model.
pub(super) struct Check<'m> {
    pub(super) model: &'m Model,
    /// Whether required members must be there.
    pub(super) is_strict: bool,
}

type Checked = Result<(), TestStateError>;

impl Check<'_> {
    /// Checks the whole result of an operation.
    ///
    /// # Errors
    /// With the first field that is not as the model has it.
    pub(super) fn whole(&self, result: &Value, shape: &Shape) -> Checked {
        match (shape, result.as_object()) {
            (Shape::Structure(_), None) => {
                Err(TestStateError::validation("Mocked result must be a JSON object."))
            }
            _ => self.value(result, shape, ""),
        }
    }

    /// Checks a value; `field` is the nearest member that it is in.
    fn value(&self, value: &Value, shape: &Shape, field: &str) -> Checked {
        match (shape, value) {
            (Shape::Structure(members), Value::Object(found)) => {
                self.required(members, |name| found.get(name).is_some_and(|value| !value.is_null()))?;
                let known = |name: &str| members.iter().find(|member| member.name == name);
                found.iter().try_for_each(|(name, value)| match known(name) {
                    Some(member) if !value.is_null() => self.at(value, member.shape, name),
                    _ => Ok(()),
                })
            }
            (Shape::List(of), Value::Array(items)) => {
                items.iter().try_for_each(|item| self.at(item, *of, field))
            }
            (Shape::Map(of), Value::Object(members)) => {
                members.values().try_for_each(|member| self.at(member, *of, field))
            }
            (Shape::Text(length) | Shape::Blob(length), Value::String(text)) => {
                in_length(text, *length, field)
            }
            (Shape::Enumeration(known), Value::String(text)) if !known.contains(&text.as_str()) => {
                Err(refused(field, "is not an expected value"))
            }
            (Shape::Number(range), Value::Number(number)) => {
                in_range(number.as_f64().unwrap_or_default(), *range, ("value", field))
            }
            (Shape::Document, _)
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Enumeration(_) | Shape::Timestamp, Value::String(_)) => Ok(()),
            (shape, _) => Err(refused(field, &format!("must be {}", kind_of(shape)))),
        }
    }

    fn at(&self, value: &Value, number: usize, field: &str) -> Checked {
        self.model.shape(number).map_or(Ok(()), |shape| self.value(value, &shape, field))
    }

    fn required(&self, members: &[Member], is_there: impl Fn(&str) -> bool) -> Checked {
        if !self.is_strict {
            return Ok(());
        }
        match members.iter().find(|member| member.is_required && !is_there(member.name)) {
            Some(missing) => Err(TestStateError::validation(format!(
                "Mock result schema validation error: Required field '{}' is missing",
                missing.name
            ))),
            None => Ok(()),
        }
    }
}

fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Structure(_) | Shape::Map(_) | Shape::Document => "an object",
        Shape::List(_) => "an array",
        Shape::Text(_) | Shape::Enumeration(_) | Shape::Blob(_) | Shape::Timestamp => "a string",
        Shape::Number(_) => "a number",
        Shape::Boolean => "a boolean",
    }
}

fn in_length(text: &str, length: Range, field: &str) -> Checked {
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    in_range(f64::from(characters), length, ("length", field))
}

fn in_range(found: f64, range: Range, (what, field): (&str, &str)) -> Checked {
    if range.least.is_some_and(|least| found < least) {
        return Err(refused(field, &format!("is smaller than the minimum {what}")));
    }
    if range.most.is_some_and(|most| found > most) {
        return Err(refused(field, &format!("is larger than the maximum {what}")));
    }
    Ok(())
}

fn refused(field: &str, why: &str) -> TestStateError {
    TestStateError::validation(format!("Mock result schema validation error: Field '{field}' {why}"))
}
