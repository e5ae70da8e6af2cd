use crate::read::Fields;
use crate::{ErrorEquals, QueryLanguage, ResultPath, StateName, Template};

/// Where to go after an error of these names that no retrier took.
#[derive(Debug, Clone, PartialEq)]
pub struct Catcher {
    /// For people.
    pub comment: Option<String>,
    /// The errors that it is for; not empty.
    pub error_equals: Vec<ErrorEquals>,
    /// The state to go to.
    pub next: StateName,
    /// `JSONPath`: where the error output goes in the state's input; default in place of it all.
    pub result_path: ResultPath,
    /// Variables to set; may read `$states.errorOutput`.
    pub assign: Option<Template>,
    /// `JSONata`: the output; default the error output.
    pub output: Option<Template>,
}

impl Catcher {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let error_equals = fields.error_equals();
        let next = fields.required_state_name("Next");
        let comment = fields.text("Comment");
        let assign = fields.assign();
        let (result_path, output) = match fields.language() {
            QueryLanguage::JsonPath => (ResultPath::read(fields), None),
            QueryLanguage::Jsonata => (ResultPath::Replace, fields.template("Output")),
        };
        fields.finish();
        Some(Self { comment, error_equals: error_equals?, next: next?, result_path, assign, output })
    }
}
