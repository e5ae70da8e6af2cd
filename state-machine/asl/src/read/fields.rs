use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::{Map, Number, Value};

use super::problems::Problems;
use crate::{DiagnosticCode, Dynamic, Expression, Location, PathExpression, QueryLanguage, StateName};

/// One object of a definition, being read: its fields, where it is, and the language it is in.
///
/// A reader answers `None` where a field is absent, and where it is wrong; then the fault is recorded.
pub(crate) struct Fields<'d> {
    pub(super) object: &'d Map<String, Value>,
    pub(super) location: Location,
    pub(super) scope: Scope<'d>,
    known: RefCell<BTreeSet<&'d str>>,
}

/// What the objects inside an object share with it.
#[derive(Clone, Copy)]
pub(super) struct Scope<'d> {
    pub(super) problems: &'d Problems,
    /// The machine's language, for states that do not name their own.
    pub(super) machine: QueryLanguage,
    /// The language of the state that is being read.
    pub(super) language: QueryLanguage,
    /// How many flows lie around this one.
    pub(super) depth: usize,
}

/// Fields of a state that only `JSONPath` has. Source: <https://states-language.net/spec.html#query-languages>.
const JSON_PATH_ONLY: [&str; 19] = [
    "InputPath",
    "OutputPath",
    "Parameters",
    "ResultSelector",
    "ResultPath",
    "ItemsPath",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "ErrorPath",
    "CausePath",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "MaxItemsPath",
    "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatchPath",
    "Variable",
];

/// Fields of a state that only `JSONata` has.
const JSONATA_ONLY: [&str; 4] = ["Arguments", "Output", "Items", "Condition"];

impl<'d> Fields<'d> {
    pub(super) fn new(object: &'d Map<String, Value>, location: Location, scope: Scope<'d>) -> Self {
        Self { object, location, scope, known: RefCell::default() }
    }

    pub(crate) fn language(&self) -> QueryLanguage {
        self.scope.language
    }

    /// The names of the fields that are there.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'d str> {
        self.object.keys().map(String::as_str)
    }

    /// Whether a field is there; it does not count as known for that.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// A field as JSON; from now on it counts as known.
    pub(crate) fn get(&self, name: &str) -> Option<&'d Value> {
        let (name, value) = self.object.get_key_value(name)?;
        self.known.borrow_mut().insert(name);
        Some(value)
    }

    /// Records a fault of the object.
    pub(crate) fn refuse<T>(&self, message: &str) -> Option<T> {
        self.add(DiagnosticCode::SchemaValidationFailed, message.to_owned(), self.location.clone());
        None
    }

    /// Records a fault of a field.
    pub(crate) fn refuse_field<T>(&self, name: &str, message: String) -> Option<T> {
        self.add(DiagnosticCode::SchemaValidationFailed, message, self.location.field(name));
        None
    }

    pub(super) fn add(&self, code: DiagnosticCode, message: String, location: Location) {
        self.scope.problems.add(code, message, location);
    }

    /// Records every field that nobody asked for. AWS refuses them too, in these words.
    pub(crate) fn finish(&self) {
        let known = self.known.borrow();
        for name in self.names().filter(|name| !known.contains(name)) {
            self.refuse::<()>(&self.why_unknown(name));
        }
    }

    fn why_unknown(&self, name: &str) -> String {
        let foreign = match self.language() {
            QueryLanguage::Jsonata => &JSON_PATH_ONLY[..],
            QueryLanguage::JsonPath => &JSONATA_ONLY[..],
        };
        if !foreign.contains(&name) {
            return format!("Field '{name}' is not supported");
        }
        let (is, other) = match self.language() {
            QueryLanguage::Jsonata => ("JSONata", "JSONPath"),
            QueryLanguage::JsonPath => ("JSONPath", "JSONata"),
        };
        format!(
            "The QueryLanguage is set to '{is}', but field '{name}' is only supported for the '{other}' QueryLanguage"
        )
    }

    fn refuse_value<T>(&self, name: &str, value: &Value, wanted: impl Display) -> Option<T> {
        let mut found = value.to_string();
        if let Some((end, _)) = found.char_indices().nth(60) {
            found.truncate(end);
            found.push_str("..");
        }
        self.refuse_field(name, format!("The value {found} of the field '{name}' must be {wanted}"))
    }

    /// A string.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.str(name).map(ToOwned::to_owned)
    }

    pub(super) fn str(&self, name: &str) -> Option<&'d str> {
        let value = self.get(name)?;
        value.as_str().or_else(|| self.refuse_value(name, value, "a string"))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        let value = self.get(name)?;
        value.as_bool().or_else(|| self.refuse_value(name, value, "true or false"))
    }

    /// Any number.
    pub(crate) fn json_number(&self, name: &str) -> Option<Number> {
        let value = self.get(name)?;
        value.as_number().cloned().or_else(|| self.refuse_value(name, value, "a number"))
    }

    /// A whole number; `2.0` is one.
    pub(crate) fn integer(&self, name: &str, allowed: RangeInclusive<u64>) -> Option<u64> {
        let value = self.get(name)?;
        whole(value).filter(|number| allowed.contains(number)).or_else(|| {
            self.refuse_value(
                name,
                value,
                format_args!("an integer from {} to {}", allowed.start(), allowed.end()),
            )
        })
    }

    /// A number.
    pub(crate) fn decimal(&self, name: &str, allowed: RangeInclusive<f64>) -> Option<f64> {
        let value = self.get(name)?;
        value.as_f64().filter(|number| allowed.contains(number)).or_else(|| {
            self.refuse_value(
                name,
                value,
                format_args!("a number from {} to {}", allowed.start(), allowed.end()),
            )
        })
    }

    /// A string with a rule.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Option<T> {
        match self.str(name)?.parse() {
            Ok(parsed) => Some(parsed),
            Err(fault) => self.refuse_field(name, fault.to_string()),
        }
    }

    /// A string with a rule that must be there.
    pub(crate) fn required_parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Option<T> {
        self.require(name)?;
        self.parsed(name)
    }

    pub(crate) fn require(&self, name: &str) -> Option<&'d Value> {
        self.get(name).or_else(|| self.refuse(&format!("The field '{name}' is required but was missing")))
    }

    /// The name of a state.
    pub(crate) fn state_name(&self, name: &str) -> Option<StateName> {
        self.parsed(name)
    }

    /// The name of a state that must be there.
    pub(crate) fn required_state_name(&self, name: &str) -> Option<StateName> {
        self.required_parsed(name)
    }

    /// One of these words.
    pub(crate) fn word<T: Clone>(&self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.str(name)?;
        words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| meaning.clone()).or_else(|| {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse_value(name, &text.into(), format_args!("one of [{}]", allowed.join(", ")))
        })
    }

    /// One of these words, which must be there.
    pub(crate) fn required_word<T: Clone>(&self, name: &str, words: &[(&str, T)]) -> Option<T> {
        self.require(name)?;
        self.word(name, words)
    }

    /// A whole number, written or computed.
    pub(crate) fn amount(
        &self,
        name: &str,
        path: &str,
        allowed: RangeInclusive<u64>,
    ) -> Option<Dynamic<u64>> {
        self.dynamic(name, path, |fields, name| fields.integer(name, allowed.clone()))
    }

    /// A value that is written, or computed: by an expression in its own field, or by a path in its twin's.
    pub(crate) fn dynamic<T>(
        &self,
        name: &str,
        path: &str,
        read: impl Fn(&Self, &str) -> Option<T>,
    ) -> Option<Dynamic<T>> {
        match (self.language(), self.get(name).is_some()) {
            (QueryLanguage::Jsonata, _) => self.dynamic_here(name, read),
            (QueryLanguage::JsonPath, true) if self.get(path).is_some() => {
                self.refuse(&format!("a state has either '{name}' or '{path}', this one has both"))
            }
            (QueryLanguage::JsonPath, true) => read(self, name).map(Dynamic::Value),
            (QueryLanguage::JsonPath, false) => self.parsed::<PathExpression>(path).map(Dynamic::Path),
        }
    }

    /// `JSONata`: a value that is written, or computed by an expression in its field.
    pub(crate) fn dynamic_here<T>(
        &self,
        name: &str,
        read: impl Fn(&Self, &str) -> Option<T>,
    ) -> Option<Dynamic<T>> {
        match self.get(name)?.as_str() {
            Some(text) if Expression::is_meant_by(text) => self.parsed(name).map(Dynamic::Expression),
            _ => read(self, name).map(Dynamic::Value),
        }
    }

    /// An object inside this one, in the same language.
    pub(crate) fn object(&self, name: &str) -> Option<Fields<'d>> {
        let value = self.get(name)?;
        let object = value.as_object().or_else(|| self.refuse_value(name, value, "an object"))?;
        Some(Self::new(object, self.location.field(name), self.scope))
    }

    /// A list inside this object.
    pub(super) fn list(&self, name: &str) -> Option<&'d [Value]> {
        let value = self.get(name)?;
        value.as_array().map(Vec::as_slice).or_else(|| self.refuse_value(name, value, "a list"))
    }
}

fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && (0.0..1e15).contains(&number))
            .then(|| format!("{number:.0}").parse().ok())?
    })
}
