use std::fmt;

use super::filter::Filter;

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Members of these names, at least one.
    Names(Vec<Box<str>>),
    /// Elements at these positions, at least one; negative ones count from the end.
    Indexes(Vec<i64>),
    /// Elements from the first up to, and without, the second.
    Slice(Option<i64>, Option<i64>),
    /// All members or elements.
    All,
    /// The value itself and everything in it.
    Descendants,
    /// The elements (or the object itself) for which this is true.
    Filter(Box<Filter>),
}

impl Step {
    /// Whether it leads to one place.
    pub(crate) fn is_definite(&self) -> bool {
        match self {
            Self::Names(names) => names.len() == 1,
            Self::Indexes(indexes) => indexes.len() == 1,
            _ => false,
        }
    }
}

/// Bracket notation, as the service's messages have it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Names(names) => write!(f, "['{}']", names.join("','")),
            Self::Indexes(indexes) => {
                let indexes: Vec<String> = indexes.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", indexes.join(","))
            }
            Self::Slice(from, to) => {
                let text = |bound: &Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
                write!(f, "[{}:{}]", text(from), text(to))
            }
            Self::All => f.write_str("[*]"),
            Self::Descendants => f.write_str(".."),
            Self::Filter(_) => f.write_str("[?]"),
        }
    }
}

/// A path of these steps in bracket notation.
pub(super) fn written(steps: &[Step]) -> String {
    steps.iter().fold("$".to_owned(), |text, step| text + &step.to_string())
}
