use serde_json::Value;

use crate::read::Fields;
use crate::{Path, QueryLanguage, ReferencePath, Template};

/// How a state takes its input and makes its output, in the words of its query language.
///
/// Fields that the state's type does not have are absent; validation refuses them where they are written.
#[derive(Debug, Clone, PartialEq)]
pub enum DataFlow {
    /// `JSONPath`.
    JsonPath(JsonPathFlow),
    /// `JSONata`.
    Jsonata(JsonataFlow),
}

/// The fields of `JSONPath`, in the order in which data passes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JsonPathFlow {
    /// What of the raw input is the effective input.
    pub input_path: Selection,
    /// The payload made of it (not for Map, whose `Parameters` are [`crate::Map::item_selector`]).
    pub parameters: Option<Template>,
    /// The result made of the raw result.
    pub result_selector: Option<Template>,
    /// Where the result goes in the raw input.
    pub result_path: ResultPath,
    /// What of it all is the output.
    pub output_path: Selection,
    /// Variables to set.
    pub assign: Option<Template>,
}

/// The fields of `JSONata`, in the order in which data passes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JsonataFlow {
    /// The payload; default the input.
    pub arguments: Option<Template>,
    /// Variables to set.
    pub assign: Option<Template>,
    /// The output; default the result.
    pub output: Option<Template>,
}

/// What `InputPath` or `OutputPath` selects.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Selection {
    /// Everything: the field is absent, or `$`.
    #[default]
    All,
    /// What the path names.
    Path(Path),
    /// An empty object: the field is `null`.
    Nothing,
}

/// Where a result goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ResultPath {
    /// In place of the input: the field is absent, or `$`.
    #[default]
    Replace,
    /// Into the input, at this place.
    At(ReferencePath),
    /// Nowhere: the field is `null`.
    Discard,
}

impl DataFlow {
    /// The language that its fields are of.
    pub fn query_language(&self) -> QueryLanguage {
        match self {
            Self::JsonPath(_) => QueryLanguage::JsonPath,
            Self::Jsonata(_) => QueryLanguage::Jsonata,
        }
    }

    /// The variables to set when the state ends well.
    pub fn assign(&self) -> Option<&Template> {
        match self {
            Self::JsonPath(flow) => flow.assign.as_ref(),
            Self::Jsonata(flow) => flow.assign.as_ref(),
        }
    }

    /// Reads those fields of the data flow that the state's type has.
    pub(crate) fn read(fields: &Fields<'_>, has: &[&'static str]) -> Self {
        let template = |name: &'static str| has.contains(&name).then(|| fields.template(name)).flatten();
        let selection = |name: &'static str| {
            if has.contains(&name) { Selection::read(fields, name) } else { Selection::All }
        };
        let assign = || has.contains(&"Assign").then(|| fields.assign()).flatten();
        match fields.language() {
            QueryLanguage::JsonPath => Self::JsonPath(JsonPathFlow {
                input_path: selection("InputPath"),
                parameters: template("Parameters"),
                result_selector: template("ResultSelector"),
                result_path: if has.contains(&"ResultPath") {
                    ResultPath::read(fields)
                } else {
                    ResultPath::Replace
                },
                output_path: selection("OutputPath"),
                assign: assign(),
            }),
            QueryLanguage::Jsonata => Self::Jsonata(JsonataFlow {
                arguments: template("Arguments"),
                assign: assign(),
                output: template("Output"),
            }),
        }
    }
}

impl Selection {
    fn read(fields: &Fields<'_>, name: &'static str) -> Self {
        match fields.get(name) {
            None => Self::All,
            Some(Value::Null) => Self::Nothing,
            Some(Value::String(text)) if text == "$" => Self::All,
            Some(_) => fields.parsed::<Path>(name).map_or(Self::All, Self::Path),
        }
    }
}

impl ResultPath {
    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        match fields.get("ResultPath") {
            None => Self::Replace,
            Some(Value::Null) => Self::Discard,
            Some(Value::String(text)) if text == "$" => Self::Replace,
            Some(_) => fields.parsed::<ReferencePath>("ResultPath").map_or(Self::Replace, Self::At),
        }
    }
}
