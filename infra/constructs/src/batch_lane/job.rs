use apoyo_cfn::{Pseudo, Sub};
use apoyo_photo::WorkerExit;
use serde_json::{Value, json};

use super::compute::platform_fields;
use super::{BatchLaneProps, Compute, JOB};
use crate::{LogGroup, Network, Repository, Role};

/// What one container gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobSize {
    /// vCPUs.
    pub vcpus: u16,
    /// Memory in MiB.
    pub memory_mebibytes: u16,
    /// GPUs; only on instances of EC2.
    pub gpus: GpuCount,
}

/// How many GPUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GpuCount(pub u16);

/// Tries of one shard: five of Spot's interruptions in a row mean that the time is wrong.
const ATTEMPTS: u8 = 5;

/// The longest that a shard may take, in seconds: six hours, an order of magnitude above the slowest shard.
const TIMEOUT_SECONDS: u32 = 6 * 3600;

/// A user that no image has: `nobody`.
const USER: &str = "65534:65534";

pub(super) fn definition(
    props: &BatchLaneProps,
    (starter, worker): (&Role, &Role),
    log_group: &LogGroup,
    (network, images): (&Network, &Repository),
) -> Value {
    let environment: Vec<Value> =
        props.environment.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    let mut container = json!({
        "Image": images.image(&props.image_tag),
        "User": USER,
        "ReadonlyRootFilesystem": true,
        "ResourceRequirements": requirements(props.size),
        "Environment": environment,
        "ExecutionRoleArn": starter.arn(),
        "JobRoleArn": worker.arn(),
        "LogConfiguration": {"LogDriver": "awslogs", "Options": {
            "awslogs-group": log_group.name(), "awslogs-region": Pseudo::Region, "awslogs-stream-prefix": JOB}},
    });
    for (name, value) in platform_fields(props, network) {
        container[name] = value;
    }
    let platform = if matches!(props.compute, Compute::Ec2Spot { .. }) { "EC2" } else { "FARGATE" };
    json!({
        "JobDefinitionName": Sub::new().pseudo(Pseudo::StackName).text(&format!("-{JOB}")),
        "Type": "container",
        "PlatformCapabilities": [platform],
        "PropagateTags": true,
        "ContainerProperties": container,
        "RetryStrategy": {"Attempts": ATTEMPTS, "EvaluateOnExit": evaluate_on_exit()},
        "Timeout": {"AttemptDurationSeconds": TIMEOUT_SECONDS},
    })
}

fn requirements(size: JobSize) -> Vec<Value> {
    let gpus = (size.gpus.0 > 0).then_some(("GPU", size.gpus.0));
    [("VCPU", size.vcpus), ("MEMORY", size.memory_mebibytes)]
        .into_iter()
        .chain(gpus)
        .map(|(kind, value)| json!({"Type": kind, "Value": value.to_string()}))
        .collect()
}

/// Which ends are tried again: the machine was taken back, or the worker said that trying again may help. Any other end
/// is final. Batch takes at most five of these.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html>.
fn evaluate_on_exit() -> Value {
    let exit = |exit: WorkerExit| exit.code().to_string();
    json!([
        {"OnStatusReason": "Host EC2*", "Action": "RETRY"},
        {"OnStatusReason": "*Spot*", "Action": "RETRY"},
        {"OnExitCode": exit(WorkerExit::Transient), "Action": "RETRY"},
        {"OnExitCode": exit(WorkerExit::Stopped), "Action": "RETRY"},
        {"OnReason": "*", "Action": "EXIT"},
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ends_that_may_pass_are_tried_again() {
        let rules = evaluate_on_exit();
        let retried: Vec<_> =
            rules.as_array().unwrap().iter().filter(|rule| rule["Action"] == "RETRY").collect();
        assert_eq!(retried.len(), 4);
        assert!(retried.iter().all(|rule| rule["OnExitCode"] != "0" && rule["OnExitCode"] != "1"));
        assert_eq!(rules[4], json!({"OnReason": "*", "Action": "EXIT"}));
    }

    #[test]
    fn a_gpu_is_asked_for_only_where_there_is_one() {
        let size = |gpus| JobSize { vcpus: 4, memory_mebibytes: 8192, gpus: GpuCount(gpus) };
        assert_eq!(requirements(size(0)).len(), 2);
        assert_eq!(requirements(size(1))[2], json!({"Type": "GPU", "Value": "1"}));
    }
}
