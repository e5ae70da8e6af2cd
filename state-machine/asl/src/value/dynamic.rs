use super::{Expression, PathExpression};

/// A field that is written down, or computed when its state is entered.
#[derive(Debug, Clone, PartialEq)]
pub enum Dynamic<T> {
    /// Written in the definition.
    Value(T),
    /// `JSONata`: the field holds `{% .. %}`.
    Expression(Expression),
    /// `JSONPath`: the field's twin with `Path` at its end, as in `SecondsPath`.
    Path(PathExpression),
}

impl<T> Dynamic<T> {
    /// The value, where it is written in the definition.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Expression(_) | Self::Path(_) => None,
        }
    }

    /// The same with another value in place of the one that is written.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Dynamic<U> {
        match self {
            Self::Value(value) => Dynamic::Value(change(value)),
            Self::Expression(expression) => Dynamic::Expression(expression),
            Self::Path(path) => Dynamic::Path(path),
        }
    }
}

impl<T> From<T> for Dynamic<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}
