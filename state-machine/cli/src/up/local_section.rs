use anyhow::anyhow;
use apoyo_functions::FunctionsConfig;
use apoyo_jobs::JobsSection;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The section `local` of `apoyo.yaml`: what this machine has beside the photo state machine.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct LocalSection {
    /// Lambda functions of the user's own.
    pub(super) functions: FunctionsConfig,
    /// Job queues and job definitions of the user's own.
    pub(super) jobs: JobsSection,
}

impl LocalSection {
    /// Reads the section.
    ///
    /// # Errors
    /// When a field is not known or breaks its rule; the error names it.
    pub(super) fn read(section: &Map<String, Value>) -> anyhow::Result<Self> {
        serde_path_to_error::deserialize(Value::Object(section.clone()))
            .map_err(|error| anyhow!("field local.{}: {}", error.path(), error.inner()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(section: Value) -> Result<LocalSection, String> {
        let Value::Object(section) = section else { panic!("{section}") };
        LocalSection::read(&section).map_err(|error| error.to_string())
    }

    #[test]
    fn functions_and_jobs_are_read() {
        let read = read(json!({
            "functions": {"double": {"command": ["python3", "double.py"]}},
            "jobs": {"definitions": {"sweep": {"command": ["./sweep"]}}},
        }));
        let read = read.unwrap();
        assert_eq!((read.functions.len(), read.jobs.queues().count()), (1, 1));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (section, named) in [
            (
                json!({"functions": {"a": {"command": ["b"], "timeoutSeconds": 901}}}),
                "field local.functions.a.timeoutSeconds: ",
            ),
            (json!({"functions": {"a b": {"command": ["b"]}}}), "\"a b\" is not the name of a function"),
            (json!({"lambdas": {}}), "unknown field `lambdas`, expected `functions` or `jobs`"),
        ] {
            let refused = read(section).unwrap_err();
            assert!(refused.contains(named), "{refused}");
        }
    }
}
