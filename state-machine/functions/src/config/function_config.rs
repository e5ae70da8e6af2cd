use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{FunctionName, VariableName, Within};

/// Functions by their names.
///
/// ```yaml
/// local:
///   functions:
///     resize:
///       command: [python3, resize.py]
///       timeoutSeconds: 10
///     classify:
///       bootstrap: target/release/classify
///       memoryMebibytes: 1769
///       environment: {LEVEL: fine}
/// ```
pub type FunctionsConfig = BTreeMap<FunctionName, FunctionConfig>;

/// One function; it has either a `bootstrap` or a `command`, which [`Functions::declared`](crate::Functions::declared) checks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FunctionConfig {
    /// An executable that speaks the Lambda Runtime API and stays between invocations; relative to the folder of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<PathBuf>,
    /// A program and its arguments, started for every invocation: the event is on its standard input, the result is what it
    /// writes to its standard output, and any exit code but 0 is an error. Without a `/` in it the program is looked for on
    /// the path, else it is relative to the folder of the file, in which it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    /// Seconds that an invocation may take, 1 to 900; default 3, as at Lambda.
    pub timeout_seconds: TimeoutSeconds,
    /// Memory, 128 to 10,240 MiB; default 128, as at Lambda.
    pub memory_mebibytes: MemoryMebibytes,
    /// Environment variables beyond those of Lambda.
    pub environment: BTreeMap<VariableName, String>,
    /// Invocations at once, 0 to 1,000: one more is refused with `TooManyRequestsException`. Without it four for each core
    /// run at once, and more wait for their turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Within<0, 1000>>,
    /// What the function finds in `_HANDLER`; default `bootstrap`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
}

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeoutSeconds(pub(crate) Within<1, 900>);

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemoryMebibytes(pub(crate) Within<128, 10240>);

impl Default for TimeoutSeconds {
    fn default() -> Self {
        Self(const { Within::new(3) })
    }
}

impl Default for MemoryMebibytes {
    fn default() -> Self {
        Self(const { Within::new(128) })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn refused(config: Value) -> String {
        serde_json::from_value::<FunctionsConfig>(config).unwrap_err().to_string()
    }

    #[test]
    fn what_is_left_out_is_as_at_lambda() {
        let config: FunctionConfig = serde_json::from_value(json!({"command": ["cat"]})).unwrap();
        assert_eq!((config.timeout_seconds.0.get(), config.memory_mebibytes.0.get()), (3, 128));
        assert_eq!((config.concurrency, config.handler), (None, None));
    }

    #[test]
    fn bad_values_name_the_value_and_what_is_allowed() {
        let table = [
            (json!({"f": {"timeoutSeconds": 901}}), "901 is not allowed, 1 to 900 are"),
            (json!({"f": {"timeoutSeconds": 0}}), "0 is not allowed, 1 to 900 are"),
            (json!({"f": {"memoryMebibytes": 64}}), "64 is not allowed, 128 to 10240 are"),
            (json!({"f": {"concurrency": -1}}), "-1 is not allowed, 0 to 1000 are"),
            (json!({"f": {"colour": 1}}), "unknown field `colour`, expected one of `bootstrap`, `command`"),
            (json!({"no name": {}}), "\"no name\" is not the name of a function, 1 to 64 letters"),
            (json!({"f": {"environment": {"1A": "x"}}}), "\"1A\" is not the name of an environment variable"),
            (json!({"f": {"environment": {"AWS_REGION": "x"}}}), "\"AWS_REGION\" is set by Lambda itself"),
        ];
        for (config, words) in table {
            let refused = refused(config.clone());
            assert!(refused.contains(words), "{config}: {refused}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let config = json!({"f": {"bootstrap": "b", "environment": {"LEVEL": "fine"}, "concurrency": 2}});
        let config: FunctionsConfig = serde_json::from_value(config).unwrap();
        let written = serde_json::to_value(&config).unwrap();
        assert_eq!(serde_json::from_value::<FunctionsConfig>(written).unwrap(), config);
    }
}
