use std::os::unix::fs::MetadataExt;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::address::{LATEST, arn};
use crate::function_set::{Inner, Runner};
use crate::{Code, Concurrency, Function, FunctionName};

/// The role that functions are told they have; nobody checks it here.
const ROLE: &str = "role/apoyo";

/// `FunctionConfiguration`, as a list has it.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html>.
pub(super) fn listed(functions: &Inner, name: &FunctionName, runner: &Runner) -> Map<String, Value> {
    let realm = &functions.around().realm;
    let function_arn = arn(realm, name.as_str());
    let revision = Uuid::new_v5(&Uuid::NAMESPACE_URL, function_arn.as_bytes());
    let general = json!({
        "FunctionName": name.as_str(),
        "FunctionArn": function_arn,
        "Runtime": "provided.al2023",
        "Role": format!("arn:aws:iam::{}:{ROLE}", realm.account),
        "Description": description(runner),
        "Version": LATEST,
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": revision.to_string(),
        "PackageType": "Zip",
        "Architectures": [architecture()],
        "EphemeralStorage": {"Size": 512},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": format!("/aws/lambda/{name}")},
    });
    let own = match runner {
        Runner::Pool(pool) => of_process(pool.function()),
        // It has no limits of its own: Lambda's highest.
        Runner::Own(_) => json!({
            "Handler": "bootstrap", "CodeSize": 0, "Timeout": 900, "MemorySize": 10240,
            "LastModified": moment(Timestamp::UNIX_EPOCH),
        }),
    };
    [general, own]
        .into_iter()
        .filter_map(|part| if let Value::Object(part) = part { Some(part) } else { None })
        .flatten()
        .collect()
}

/// `FunctionConfiguration` of one function.
pub(super) fn whole(functions: &Inner, name: &FunctionName, runner: &Runner) -> Map<String, Value> {
    let mut whole = listed(functions, name, runner);
    whole.insert("State".into(), "Active".into());
    whole.insert("LastUpdateStatus".into(), "Successful".into());
    whole
}

fn of_process(function: &Function) -> Value {
    let file = std::fs::metadata(function.code.file()).ok();
    let modified = file.as_ref().and_then(|file| Timestamp::new(file.mtime(), 0).ok());
    let mut document = json!({
        "Handler": function.handler,
        "CodeSize": file.map_or(0, |file| file.len()),
        "Timeout": function.timeout.as_secs(),
        "MemorySize": function.memory_mebibytes,
        "LastModified": moment(modified.unwrap_or_default()),
    });
    if !function.environment.is_empty() {
        document["Environment"] = json!({"Variables": function.environment});
    }
    document
}

/// Where the code of a function is, and its reserved concurrency where it has one.
pub(super) fn code(runner: &Runner) -> (Value, Option<Value>) {
    let Runner::Pool(pool) = runner else { return (json!({"RepositoryType": "process"}), None) };
    let function = pool.function();
    let location = format!("file://{}", function.code.file().display());
    let reserved = match function.concurrency {
        Concurrency::Reserved(count) => Some(json!({"ReservedConcurrentExecutions": count})),
        Concurrency::AtOnce(_) => None,
    };
    (json!({"RepositoryType": "file", "Location": location}), reserved)
}

fn description(runner: &Runner) -> String {
    match runner {
        Runner::Own(_) => "a function of the embedded cloud's own process".to_owned(),
        Runner::Pool(pool) => match &pool.function().code {
            Code::Bootstrap(_) => "an executable that speaks the Runtime API".to_owned(),
            Code::Command { .. } => "a command for every invocation".to_owned(),
        },
    }
}

fn architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }
}

/// A time as Lambda writes it: `2026-11-21T20:15:00.000+0000`.
fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}
