use std::collections::BTreeMap;
use std::process::{Output, Stdio};

use apoyo_engine::{FunctionError, InvokeFunction};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::asl::refusal::Refusal;
use crate::services::OwnFunctions;

/// Shell commands in place of Lambda functions, by the functions' names.
#[derive(Debug, Clone, Default)]
pub(super) struct Commands(BTreeMap<String, String>);

impl Commands {
    /// Reads `NAME=COMMAND`.
    ///
    /// # Errors
    /// With a refusal where one is not of this form, or a name is given twice.
    pub(super) fn of(given: &[String]) -> anyhow::Result<Self> {
        let mut commands = BTreeMap::new();
        for text in given {
            let (name, command) = text
                .split_once('=')
                .filter(|(name, command)| !name.is_empty() && !command.trim().is_empty())
                .ok_or_else(|| Refusal(format!("--lambda {text:?}: NAME=COMMAND is needed")))?;
            if commands.insert(name.to_owned(), command.to_owned()).is_some() {
                return Err(Refusal(format!("--lambda {name:?} is given twice")).into());
            }
        }
        Ok(Self(commands))
    }

    /// Whether there is a command for a function, given by name or ARN.
    pub(super) fn knows(&self, function: &str) -> bool {
        self.0.contains_key(name_of(function))
    }

    /// The functions that there are commands for.
    pub(super) fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// Name of a function, from its name or its ARN, without a version.
fn name_of(function: &str) -> &str {
    let name = function.split_once(":function:").map_or(function, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

#[async_trait]
impl InvokeFunction for Commands {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let name = name_of(function);
        let Some(command) = self.0.get(name) else {
            let known = self.names().join(", ");
            return Err(FunctionError::Service {
                name: "Lambda.ResourceNotFoundException".to_owned(),
                message: format!("Function not found: {function} (--lambda stands in for: {known})"),
            });
        };
        let output = run(name, command, payload).await.map_err(|error| exit_error(&error.to_string()))?;
        let told = String::from_utf8_lossy(&output.stderr);
        eprint!("{told}");
        if !output.status.success() {
            return Err(failed(&output, &told));
        }
        result(&output.stdout)
    }
}

impl OwnFunctions for Commands {
    fn has(&self, name: &str) -> bool {
        self.knows(name)
    }
}

async fn run(name: &str, command: &str, payload: &Value) -> std::io::Result<Output> {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).env("AWS_LAMBDA_FUNCTION_NAME", name).process_group(0).kill_on_drop(true);
    let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut group = Group(child.id());
    let mut stdin = child.stdin.take();
    let payload = payload.to_string();
    let write = async move {
        if let Some(stdin) = &mut stdin {
            // A command that does not read its payload is no failure.
            let _ = stdin.write_all(payload.as_bytes()).await;
        }
    };
    let ((), output) = tokio::join!(write, child.wait_with_output());
    group.0 = None;
    output
}

/// The processes of a command that is not waited for any more, because its state took too long or was stopped: ends them all,
/// since the shell alone would leave behind what it started.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // Where it has ended by itself there is nothing to end.
            let _ =
                std::process::Command::new("sh").arg("-c").arg(format!("kill -s KILL -- -{leader}")).status();
        }
    }
}

/// What a command wrote; nothing at all is `null`.
fn result(stdout: &[u8]) -> Result<Value, FunctionError> {
    if stdout.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(stdout)
        .map_err(|error| exit_error(&format!("the standard output of the command is not JSON: {error}")))
}

/// The error of a command: the last line of its standard error, as an error document or as `Name: message`, which is how many
/// languages end a trace; else the name that Lambda gives to a process that ends with an exit code.
fn failed(output: &Output, told: &str) -> FunctionError {
    let last = told.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    if let Ok(document) = serde_json::from_str::<Value>(last)
        && document.get("errorType").is_some_and(Value::is_string)
    {
        return FunctionError::Function(document);
    }
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
    };
    match last.split_once(": ").filter(|(name, _)| is_name(name)) {
        Some((name, message)) => document(name, message),
        None if last.is_empty() => exit_error(&format!("the command ended with {}", output.status)),
        None => exit_error(last),
    }
}

fn exit_error(message: &str) -> FunctionError {
    document("Runtime.ExitError", message)
}

fn document(error_type: &str, message: &str) -> FunctionError {
    FunctionError::Function(json!({"errorType": error_type, "errorMessage": message}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoke(command: &str, payload: &Value) -> Result<Value, FunctionError> {
        let commands = Commands::of(&[format!("f={command}")]).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(commands.invoke("arn:aws:lambda:eu-west-1:1:function:f:live", payload))
    }

    #[test]
    fn a_command_gets_the_payload_and_gives_the_result() {
        assert_eq!(invoke("cat", &json!({"a": [1, "ñ"]})), Ok(json!({"a": [1, "ñ"]})));
        assert_eq!(invoke("true", &json!({})), Ok(Value::Null));
        assert_eq!(invoke("echo \"\\\"$AWS_LAMBDA_FUNCTION_NAME\\\"\"", &json!({})), Ok(json!("f")));
    }

    #[test]
    fn a_command_that_fails_is_a_function_error_named_by_its_last_words() {
        let error = |command: &str| match invoke(command, &json!({})).unwrap_err() {
            FunctionError::Function(document) => (
                document["errorType"].as_str().unwrap().to_owned(),
                document["errorMessage"].as_str().unwrap().to_owned(),
            ),
            other @ FunctionError::Service { .. } => panic!("{other}"),
        };
        let named = |name: &str, message: &str| (name.to_owned(), message.to_owned());
        assert_eq!(
            error("echo first >&2; echo ValueError: too big >&2; exit 3"),
            named("ValueError", "too big")
        );
        assert_eq!(error("echo something broke >&2; exit 1"), named("Runtime.ExitError", "something broke"));
        assert_eq!(error("exit 4").0, "Runtime.ExitError");
        assert_eq!(
            error("echo '{\"errorType\":\"Mine\",\"errorMessage\":\"m\"}' >&2; exit 1"),
            named("Mine", "m")
        );
        assert!(error("echo no json").1.contains("not JSON"));
    }

    #[test]
    fn a_payload_that_nobody_reads_and_a_large_answer_are_no_trouble() {
        let large = json!("x".repeat(300_000));
        assert_eq!(invoke("true", &large), Ok(Value::Null));
        assert_eq!(invoke("cat", &large), Ok(large));
    }

    #[test]
    fn a_command_needs_a_name_and_has_one_only_once() {
        for given in [vec!["x"], vec!["=x"], vec!["x="], vec!["a=b", "a=c"]] {
            let given: Vec<String> = given.into_iter().map(str::to_owned).collect();
            assert!(Commands::of(&given).is_err(), "{given:?}");
        }
    }
}
