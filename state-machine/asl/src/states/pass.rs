use serde_json::Value;

use crate::read::Fields;
use crate::{QueryLanguage, Transition};

/// Passes its input on, or a fixed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// `JSONPath`: the result in place of the input.
    pub result: Option<Value>,
    /// Where it leads.
    pub transition: Transition,
}

impl Pass {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let result = match fields.language() {
            QueryLanguage::JsonPath => fields.get("Result").cloned(),
            QueryLanguage::Jsonata => None,
        };
        Some(Self { result, transition: Transition::read(fields)? })
    }
}
