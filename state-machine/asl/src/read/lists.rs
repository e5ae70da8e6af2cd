use super::fields::Fields;
use crate::{Catcher, ErrorEquals, Flow, Retrier};

impl<'d> Fields<'d> {
    /// A list of objects; those that are wrong are left out and recorded.
    pub(crate) fn elements<T>(&self, name: &str, read: impl Fn(Fields<'d>) -> Option<T>) -> Option<Vec<T>> {
        let place = self.location.field(name);
        let read_one = |(index, element): (usize, &'d serde_json::Value)| match element.as_object() {
            Some(object) => read(Self::new(object, place.element(index), self.scope)),
            None => self.refuse_field(&format!("{name}[{index}]"), "an object is needed here".to_owned()),
        };
        Some(self.list(name)?.iter().enumerate().filter_map(read_one).collect())
    }

    /// A list of strings.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.list(name)?;
        let texts: Vec<String> =
            list.iter().filter_map(|text| text.as_str().map(ToOwned::to_owned)).collect();
        if texts.len() == list.len() {
            return Some(texts);
        }
        self.refuse_field(name, format!("The field '{name}' must be a list of strings"))
    }

    /// `ErrorEquals`: names, at least one, with `States.ALL` only alone.
    pub(crate) fn error_equals(&self) -> Option<Vec<ErrorEquals>> {
        self.require("ErrorEquals")?;
        let names: Result<Vec<ErrorEquals>, _> =
            self.texts("ErrorEquals")?.iter().map(|name| name.parse::<ErrorEquals>()).collect();
        match names {
            Err(fault) => self.refuse_field("ErrorEquals", fault.to_string()),
            Ok(names) if names.is_empty() => {
                self.refuse_field("ErrorEquals", "at least 1 error name is required, there are 0".to_owned())
            }
            Ok(names) if names.len() > 1 && names.iter().any(ErrorEquals::is_all) => self.refuse_field(
                "ErrorEquals",
                format!("'{}' must be the only error name here", ErrorEquals::ALL),
            ),
            Ok(names) => Some(names),
        }
    }

    /// `Retry`.
    pub(crate) fn retry(&self) -> Vec<Retrier> {
        let retry = self.elements("Retry", |fields| Retrier::read(&fields)).unwrap_or_default();
        self.check_order("Retry", retry.iter().map(|retrier| retrier.error_equals.as_slice()));
        retry
    }

    /// `Catch`.
    pub(crate) fn catch(&self) -> Vec<Catcher> {
        let catch = self.elements("Catch", |fields| Catcher::read(&fields)).unwrap_or_default();
        self.check_order("Catch", catch.iter().map(|catcher| catcher.error_equals.as_slice()));
        catch
    }

    fn check_order<'e>(&self, name: &str, names: impl ExactSizeIterator<Item = &'e [ErrorEquals]>) {
        let last = names.len().saturating_sub(1);
        for (index, names) in names.enumerate() {
            if index < last && names.iter().any(ErrorEquals::is_all) {
                let message = format!("'{}' must be in the last element of '{name}'", ErrorEquals::ALL);
                self.refuse_field::<()>(&format!("{name}[{index}]"), message);
            }
        }
    }

    /// `Branches`.
    pub(crate) fn branches(&self) -> Option<Vec<Flow>> {
        self.require("Branches")?;
        let read = |fields: Fields<'d>| {
            let flow = Flow::read(&fields);
            fields.finish();
            flow
        };
        match self.elements("Branches", read)? {
            branches if branches.is_empty() && self.list("Branches").is_some_and(<[_]>::is_empty) => {
                self.refuse_field("Branches", "at least 1 branch is required, there are 0".to_owned())
            }
            branches => Some(branches),
        }
    }
}
