use std::fmt;

/// What is wrong with one argument; its text is AWS's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The operation has no such member.
    NotSupported(String),
    /// It must be given.
    Missing(String),
    /// It has another type, or a text that does not stand for one.
    InvalidFormat(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSupported(name) => write!(f, "The field \"{name}\" is not supported by Step Functions"),
            Self::Missing(name) => write!(f, "The field '{name}' is required but was missing"),
            Self::InvalidFormat(name) if name.is_empty() => f.write_str("The value is not a JSON object"),
            Self::InvalidFormat(name) => write!(f, "The value of the field '{name}' has an invalid format"),
        }
    }
}
