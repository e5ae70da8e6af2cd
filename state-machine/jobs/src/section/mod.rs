//! Jobs that a user declares: the section `local: jobs:` of `apoyo.yaml`.

mod number;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use number::{AttemptCount, Mebibytes, QueuePriority, TimeoutSeconds, VcpuCount};
pub use text::{DeclaredCommand, ResourceName, VariableName};

/// Queues and job definitions that are there when `apoyo up` begins.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JobsSection {
    /// Job queues by name; without one, and with a definition, there is one of the name `default`.
    pub queues: BTreeMap<ResourceName, DeclaredQueue>,
    /// Job definitions by name.
    pub definitions: BTreeMap<ResourceName, DeclaredDefinition>,
}

/// A job queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DeclaredQueue {
    /// 0 to 1,000, the highest first; default 1.
    pub priority: QueuePriority,
}

/// A job definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeclaredDefinition {
    /// Program and arguments; an argument `Ref::name` is the value of the parameter `name`.
    pub command: DeclaredCommand,
    /// Attempts, 1 to 10; default 1.
    #[serde(default)]
    pub attempts: AttemptCount,
    /// vCPUs, 0.25 to 192; default 1. A job that asks for more than the machine has gets all of it.
    #[serde(default)]
    pub vcpus: VcpuCount,
    /// Memory, 4 MiB to 1 TiB; default 2,048 MiB. It is told, not held to.
    #[serde(default)]
    pub mebibytes: Mebibytes,
    /// Longest time of an attempt, 60 seconds to 14 days; default: no limit.
    #[serde(default)]
    pub timeout_seconds: Option<TimeoutSeconds>,
    /// Environment variables.
    #[serde(default)]
    pub environment: BTreeMap<VariableName, String>,
    /// Values of parameters where a submission has none.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

/// Name of the queue that is there where none is declared.
const DEFAULT_QUEUE: &str = "default";

impl JobsSection {
    /// The queues by name.
    pub fn queues(&self) -> impl Iterator<Item = (&str, DeclaredQueue)> {
        let needs_one = self.queues.is_empty() && !self.definitions.is_empty();
        let own = self.queues.iter().map(|(name, queue)| (name.as_str(), *queue));
        own.chain(needs_one.then(|| (DEFAULT_QUEUE, DeclaredQueue::default())))
    }

    /// The bodies of `RegisterJobDefinition`.
    pub(crate) fn registrations(&self) -> impl Iterator<Item = Value> {
        self.definitions.iter().map(|(name, definition)| definition.registration(name.as_str()))
    }
}

impl DeclaredDefinition {
    fn registration(&self, name: &str) -> Value {
        let variable =
            |(name, value): (&VariableName, &String)| json!({"name": name.as_str(), "value": value});
        let environment: Vec<Value> = self.environment.iter().map(variable).collect();
        let mut body = json!({
            "jobDefinitionName": name,
            "type": "container",
            "parameters": self.parameters,
            "retryStrategy": {"attempts": self.attempts.get()},
            "containerProperties": {
                "image": "local",
                "command": self.command.words(),
                "environment": environment,
                "resourceRequirements": [
                    {"type": "VCPU", "value": self.vcpus.to_string()},
                    {"type": "MEMORY", "value": self.mebibytes.get().to_string()},
                ],
            },
        });
        if let Some(seconds) = self.timeout_seconds {
            body["timeout"] = json!({"attemptDurationSeconds": seconds.get()});
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<JobsSection, String> {
        let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        serde_path_to_error::deserialize(value)
            .map_err(|error| format!("{}: {}", error.path(), error.inner()))
    }

    #[test]
    fn a_section_declares_queues_and_definitions() {
        let text = "
queues: {nightly: {priority: 10}}
definitions:
  count:
    command: [python3, count.py, 'Ref::key']
    attempts: 3
    vcpus: 0.5
    mebibytes: 512
    timeoutSeconds: 3600
    environment: {LEVEL: debug}
    parameters: {key: all}
";
        let section = read(text).unwrap();
        assert_eq!(
            section.queues().map(|(name, queue)| (name, queue.priority.get())).collect::<Vec<_>>(),
            [("nightly", 10)]
        );
        let registered: Vec<Value> = section.registrations().collect();
        assert_eq!(registered[0]["containerProperties"]["resourceRequirements"][0]["value"], "0.5");
        assert_eq!(registered[0]["timeout"]["attemptDurationSeconds"], 3600);
        assert_eq!(serde_json::from_value::<JobsSection>(json!(section)).unwrap(), section);
    }

    #[test]
    fn a_definition_has_a_queue_also_where_none_is_declared() {
        let section = read("definitions: {d: {command: [x]}}").unwrap();
        assert_eq!(section.queues().next().map(|(name, _)| name), Some("default"));
        assert_eq!(JobsSection::default().queues().count(), 0);
    }

    #[test]
    fn bad_values_name_the_field_the_value_and_what_is_allowed() {
        let table = [
            ("colour: red", "unknown field `colour`"),
            ("definitions: {d: {}}", "missing field `command`"),
            ("definitions: {d: {command: []}}", "definitions.d.command: a command has at least a program"),
            ("definitions: {d: {command: ['']}}", "definitions.d.command: a command has at least a program"),
            ("definitions: {'a b': {command: [x]}}", "name \"a b\" has a character"),
            (
                "definitions: {d: {command: [x], attempts: 11}}",
                "definitions.d.attempts: 11 is not allowed, 1 to 10 are",
            ),
            ("definitions: {d: {command: [x], timeoutSeconds: 59}}", "59 is not allowed, 60 to 1209600 are"),
            ("definitions: {d: {command: [x], mebibytes: 3}}", "3 is not allowed, 4 to 1048576 are"),
            (
                "definitions: {d: {command: [x], vcpus: 0.3}}",
                "definitions.d.vcpus: 0.3 is not allowed, 0.25 to 192",
            ),
            ("definitions: {d: {command: [x], environment: {AWS_BATCH_X: y}}}", "variable \"AWS_BATCH_X\""),
            ("queues: {q: {priority: -1}}", "queues.q.priority: -1 is not allowed, 0 to 1000 are"),
        ];
        for (text, message) in table {
            let refused = read(text).unwrap_err();
            assert!(refused.contains(message), "{text}: {refused}");
        }
    }
}
