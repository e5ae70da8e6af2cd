use serde_json::{Map, Value, json};

/// The queue and the job definition of the photo state machine, both of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoWorker {
    /// Name of both, as `apoyo-classify` in a stack `apoyo`.
    pub name: String,
    /// The worker's program and its arguments.
    pub command: Vec<String>,
    /// `RetryStrategy` of the job definition that is deployed, as `CloudFormation` writes it: attempts, and which ends are
    /// final.
    pub retry_strategy: Value,
    /// Longest time of an attempt, in seconds; at least 60.
    pub timeout_seconds: u32,
    /// vCPUs of one job.
    pub vcpus: u16,
    /// Memory of one job in MiB.
    pub mebibytes: u32,
    /// Variables of every job: `APOYO_BUCKET`, `APOYO_FOLDER_*`, `RUST_LOG`.
    pub environment: Vec<(String, String)>,
}

impl PhotoWorker {
    /// The body of `RegisterJobDefinition`.
    pub(crate) fn definition(&self) -> Value {
        let variable = |(name, value): &(String, String)| json!({"name": name, "value": value});
        let environment: Vec<Value> = self.environment.iter().map(variable).collect();
        json!({
            "jobDefinitionName": self.name,
            "type": "container",
            "retryStrategy": as_api(&self.retry_strategy),
            "timeout": {"attemptDurationSeconds": self.timeout_seconds},
            "containerProperties": {
                "image": "local",
                "command": self.command,
                "environment": environment,
                "resourceRequirements": [
                    {"type": "VCPU", "value": self.vcpus.to_string()},
                    {"type": "MEMORY", "value": self.mebibytes.to_string()},
                ],
            },
        })
    }
}

/// What `CloudFormation` writes with a large first letter, Batch's API writes with a small one.
fn as_api(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let small = |name: &str| name[..1].to_ascii_lowercase() + &name[1..];
            let member = |(name, value): (&String, &Value)| {
                let begins_large = name.starts_with(|c: char| c.is_ascii_uppercase());
                (if begins_large { small(name) } else { name.clone() }, as_api(value))
            };
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(as_api).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strategy_of_the_template_is_that_of_the_definition() {
        let template =
            json!({"Attempts": 5, "EvaluateOnExit": [{"OnExitCode": "1", "Action": "EXIT"}], "": 1});
        let api = json!({"attempts": 5, "evaluateOnExit": [{"onExitCode": "1", "action": "EXIT"}], "": 1});
        assert_eq!(as_api(&template), api);
        assert_eq!(as_api(&api), api);
    }
}
