use crate::Dynamic;
use crate::read::Fields;

/// Ends the machine with an error.
#[derive(Debug, Clone, PartialEq)]
pub struct Fail {
    /// Name of the error.
    pub error: Option<Dynamic<String>>,
    /// What happened, for people.
    pub cause: Option<Dynamic<String>>,
}

impl Fail {
    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        Self {
            error: fields.dynamic("Error", "ErrorPath", Fields::text),
            cause: fields.dynamic("Cause", "CausePath", Fields::text),
        }
    }
}
