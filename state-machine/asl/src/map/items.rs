use crate::read::Fields;
use crate::{Path, QueryLanguage, Template};

/// Where a Map's items are.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// The effective input itself (the field is absent).
    Input,
    /// `JSONPath`: `ItemsPath`.
    Path(Path),
    /// `JSONata`: `Items`, a list (or object) or an expression of one.
    Template(Template),
}

impl Items {
    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        match fields.language() {
            QueryLanguage::JsonPath => fields.parsed("ItemsPath").map_or(Self::Input, Self::Path),
            QueryLanguage::Jsonata => fields.template("Items").map_or(Self::Input, Self::Template),
        }
    }
}
