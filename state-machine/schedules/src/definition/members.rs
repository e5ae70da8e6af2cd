use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::ApiError;

/// How a text must look: whether it does, and AWS's words for it.
pub(crate) type Pattern = (fn(&str) -> bool, &'static str);

/// A rule for a text: its length in characters, and how it must look.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) bytes: RangeInclusive<usize>,
    pub(crate) pattern: Option<Pattern>,
}

/// Name of a schedule or a group.
pub(crate) const NAME: Text = Text { bytes: 1..=64, pattern: Some((is_name, "^[0-9a-zA-Z-_.]+$")) };
/// Key of a tag.
pub(crate) const TAG_KEY: Text = Text { bytes: 1..=128, pattern: None };
/// Value of a tag.
pub(crate) const TAG_VALUE: Text = Text { bytes: 1..=256, pattern: None };

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

impl Text {
    /// # Errors
    /// `ValidationException` with AWS's words.
    pub(crate) fn check(&self, path: &str, text: &str) -> Result<(), ApiError> {
        let length = text.chars().count();
        if length > *self.bytes.end() {
            let most = format!("Member must have length less than or equal to {}", self.bytes.end());
            return Err(ApiError::member(path, text, &most));
        }
        if length < *self.bytes.start() {
            let least = format!("Member must have length greater than or equal to {}", self.bytes.start());
            return Err(ApiError::member(path, text, &least));
        }
        match self.pattern {
            Some((holds, pattern)) if !holds(text) => {
                let words = format!("Member must satisfy regular expression pattern: {pattern}");
                Err(ApiError::member(path, text, &words))
            }
            _ => Ok(()),
        }
    }
}

/// An object's members, read one by one; errors name them by their path.
pub(crate) struct Members<'m> {
    path: String,
    members: &'m Map<String, Value>,
}

impl<'m> Members<'m> {
    pub(crate) fn new(path: &str, members: &'m Map<String, Value>) -> Self {
        Self { path: path.to_owned(), members }
    }

    fn path(&self, name: &str) -> String {
        let (first, rest) = name.split_at(1);
        let dot = if self.path.is_empty() { "" } else { "." };
        format!("{}{dot}{}{rest}", self.path, first.to_ascii_lowercase())
    }

    fn get(&self, name: &str) -> Option<&'m Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    fn of_kind<T>(
        &self,
        name: &str,
        (kind, read): (&str, fn(&'m Value) -> Option<T>),
    ) -> Result<Option<T>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || ApiError::validation(format!("'{}' must be {kind}, not {value}", self.path(name)));
        read(value).map(Some).ok_or_else(wrong)
    }

    pub(crate) fn text(&self, name: &str, rule: &Text) -> Result<Option<String>, ApiError> {
        let text = self.of_kind(name, ("a string", Value::as_str))?;
        if let Some(text) = text {
            rule.check(&self.path(name), text)?;
        }
        Ok(text.map(str::to_owned))
    }

    pub(crate) fn required_text(&self, name: &str, rule: &Text) -> Result<String, ApiError> {
        self.text(name, rule)?.ok_or_else(|| ApiError::missing(&self.path(name)))
    }

    pub(crate) fn number(&self, name: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, ApiError> {
        let Some(number) = self.of_kind(name, ("a whole number", Value::as_i64))? else { return Ok(None) };
        if number > i64::from(*range.end()) {
            let words = format!("Member must have value less than or equal to {}", range.end());
            return Err(ApiError::member(&self.path(name), &number.to_string(), &words));
        }
        if let Some(number) = u32::try_from(number).ok().filter(|number| range.contains(number)) {
            return Ok(Some(number));
        }
        let words = format!("Member must have value greater than or equal to {}", range.start());
        Err(ApiError::member(&self.path(name), &number.to_string(), &words))
    }

    /// A time: seconds since 1970, kept to the millisecond.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float saturates, and the years are checked after"
        )]
        let read = |value: &Value| {
            let milliseconds = (value.as_f64()? * 1_000.0).round() as i64;
            Timestamp::from_millisecond(milliseconds).ok()
        };
        self.of_kind(name, ("a time in seconds since 1970", read))
    }

    pub(crate) fn one_of<T: Copy>(&self, name: &str, values: &[(&str, T)]) -> Result<Option<T>, ApiError> {
        let Some(text) = self.of_kind(name, ("a string", Value::as_str))? else { return Ok(None) };
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == text) {
            return Ok(Some(*value));
        }
        let names = values.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let words = format!("Member must satisfy enum value set: [{names}]");
        Err(ApiError::member(&self.path(name), text, &words))
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Members<'m>>, ApiError> {
        let members = self.of_kind(name, ("an object", Value::as_object))?;
        Ok(members.map(|members| Members { path: self.path(name), members }))
    }

    pub(crate) fn required_object(&self, name: &str) -> Result<Members<'m>, ApiError> {
        self.object(name)?.ok_or_else(|| ApiError::missing(&self.path(name)))
    }

    pub(crate) fn list(&self, name: &str) -> Result<Option<&'m Vec<Value>>, ApiError> {
        self.of_kind(name, ("a list", Value::as_array))
    }
}
