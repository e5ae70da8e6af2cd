/// What the machine calls its steps by: ARNs, function names, or `CloudFormation` substitutions that become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionArns {
    /// Lists the photos.
    pub list: String,
    /// Claims a photo.
    pub stage: String,
    /// Scores a photo.
    pub classify: String,
    /// Moves a photo to kept or review.
    pub keep: String,
    /// Moves a photo to trash.
    pub delete: String,
    /// Counts and reports.
    pub report: String,
}

impl FunctionArns {
    /// `${ListFunctionArn}` and so on: the keys of `DefinitionSubstitutions` in the template.
    pub fn substitutions() -> Self {
        let of = |step: &str| format!("${{{step}FunctionArn}}");
        Self {
            list: of("List"),
            stage: of("Stage"),
            classify: of("Classify"),
            keep: of("Keep"),
            delete: of("Delete"),
            report: of("Report"),
        }
    }

    /// `list` and so on: functions that are called as their steps are.
    pub fn step_names() -> Self {
        let of = str::to_owned;
        Self {
            list: of("list"),
            stage: of("stage"),
            classify: of("classify"),
            keep: of("keep"),
            delete: of("delete"),
            report: of("report"),
        }
    }
}
