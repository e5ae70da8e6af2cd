use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

/// One recorded case, as far as executing it needs.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// Its area: the file that it is in.
    pub area: String,
    /// `execution` or `sync_execution` for those that run a machine.
    pub kind: String,
    /// Whether events come in no certain order.
    #[serde(default)]
    pub concurrent: bool,
    /// The definition, as text.
    #[serde(default)]
    pub definition: Option<String>,
    /// The input, as text; none for `{}`.
    #[serde(default)]
    pub input: Option<String>,
    /// STANDARD or EXPRESS.
    #[serde(default, rename = "type")]
    pub machine_type: Option<String>,
    /// What it needs.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What AWS did.
    #[serde(default)]
    pub expect: Expect,
    /// Functions by name, with the file of their handler.
    #[serde(default)]
    pub lambdas: BTreeMap<String, Handler>,
    /// What varies.
    #[serde(default)]
    pub placeholders: Placeholders,
    /// Other machines that must be there.
    #[serde(default)]
    pub setup_state_machines: Vec<OtherMachine>,
    /// Objects that must be there.
    #[serde(default)]
    pub s3_objects: Value,
}

/// What AWS did with a case.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Expect {
    /// Status at the end.
    #[serde(default)]
    pub status: Value,
    /// Output.
    #[serde(default)]
    pub output: Value,
    /// Error name.
    #[serde(default)]
    pub error: Value,
    /// Cause.
    #[serde(default)]
    pub cause: Value,
    /// Types of the events in order.
    #[serde(default)]
    pub event_types: Option<Vec<String>>,
    /// The events.
    #[serde(default)]
    pub events: Option<Vec<Value>>,
}

/// A machine that an execution starts.
#[derive(Debug, Clone, Deserialize)]
pub struct OtherMachine {
    /// Its name.
    pub name: String,
    /// The definition, as text.
    pub definition: String,
    /// STANDARD or EXPRESS.
    #[serde(default, rename = "type")]
    pub machine_type: Option<String>,
}

/// The handler of a function.
#[derive(Debug, Clone, Deserialize)]
pub struct Handler {
    /// Name of its file.
    pub handler_file: String,
}

/// Texts that stand for values that vary.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Placeholders {
    /// Inside a string.
    #[serde(default)]
    pub substring: Vec<String>,
    /// A whole string: member and text.
    #[serde(default)]
    pub whole_value: Vec<(String, String)>,
}

/// All cases that run a machine, by area; none where the recordings are not there.
///
/// # Errors
/// When a file of them cannot be read.
pub fn cases() -> Result<Option<Vec<Case>>, String> {
    let shared = std::env::var_os("APOYO_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("asl-cases")) else { return Ok(None) };
    let mut found = Vec::new();
    for file in
        files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "json"))
    {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let values: Vec<Value> =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        for value in values.into_iter().filter(runs_a_machine) {
            let id = value["id"].to_string();
            found.push(serde_json::from_value(value).map_err(|error| format!("{id}: {error}"))?);
        }
    }
    found.sort_by(|a: &Case, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
    Ok(Some(found))
}

fn runs_a_machine(case: &Value) -> bool {
    matches!(case["kind"].as_str(), Some("execution" | "sync_execution"))
}
