use apoyo_cfn::{Pseudo, Sub};
use apoyo_photo::WorkerExit;
use serde_json::{Value, json};

use super::compute::platform_fields;
use super::{BatchLaneProps, Compute, JOB, pods};
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
pub const JOB_TIMEOUT_SECONDS: u32 = 6 * 3600;

/// What a Rust program ends with that broke off by a panic.
const PANIC: u8 = 101;

/// A user and group that no image has: `nobody`.
pub(super) const USER_ID: u32 = 65534;

/// What runs the job, and as whom.
pub(super) struct Runner<'r> {
    pub(super) network: &'r Network,
    pub(super) images: &'r Repository,
    pub(super) worker: &'r Role,
}

/// The definition of a job on ECS, whose agent fetches the image and writes the log as the starter.
pub(super) fn on_ecs(
    props: &BatchLaneProps,
    runner: &Runner<'_>,
    (starter, log_group): (&Role, &LogGroup),
) -> Value {
    let environment: Vec<Value> =
        variables(props).iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    let mut container = json!({
        "Image": runner.images.image(&props.image_tag),
        "User": format!("{USER_ID}:{USER_ID}"),
        "ReadonlyRootFilesystem": true,
        "ResourceRequirements": requirements(props.size),
        "Environment": environment,
        "ExecutionRoleArn": starter.arn(),
        "JobRoleArn": runner.worker.arn(),
        "LogConfiguration": {"LogDriver": "awslogs", "Options": {
            "awslogs-group": log_group.name(), "awslogs-region": Pseudo::Region, "awslogs-stream-prefix": JOB}},
    });
    for (name, value) in platform_fields(props, runner.network) {
        container[name] = value;
    }
    let platform = if matches!(props.compute, Compute::Ec2Spot { .. }) { "EC2" } else { "FARGATE" };
    let mut definition = common();
    definition["PlatformCapabilities"] = json!([platform]);
    definition["PropagateTags"] = json!(true);
    definition["ContainerProperties"] = container;
    definition
}

/// The definition of a job on Kubernetes, which takes neither a platform nor tags to pass on.
pub(super) fn on_eks(props: &BatchLaneProps, runner: &Runner<'_>) -> Value {
    let image = runner.images.image(&props.image_tag);
    let mut definition = common();
    definition["EksProperties"] = pods::properties(&image, &variables(props), props.size);
    definition
}

fn common() -> Value {
    json!({
        "JobDefinitionName": Sub::new().pseudo(Pseudo::StackName).text(&format!("-{JOB}")),
        "Type": "container",
        // A running execution names the revision that it was started with, and a redrive of it does so days later.
        "ResourceRetentionPolicy": {"SkipDeregisterOnUpdate": true},
        "RetryStrategy": job_retry_strategy(),
        "Timeout": {"AttemptDurationSeconds": JOB_TIMEOUT_SECONDS},
    })
}

/// `RetryStrategy` of the job definition: how often a shard is tried, and which ends are final. The embedded Batch has it from
/// here, so that both try alike.
pub fn job_retry_strategy() -> Value {
    json!({"Attempts": ATTEMPTS, "EvaluateOnExit": evaluate_on_exit()})
}

/// The region is told: Fargate and Pod Identity say it too, an instance's agent does not.
fn variables(props: &BatchLaneProps) -> Vec<(&'static str, Value)> {
    let region = ("AWS_REGION", json!(Pseudo::Region));
    props.environment.iter().cloned().chain([region]).collect()
}

fn requirements(size: JobSize) -> Vec<Value> {
    let gpus = (size.gpus.0 > 0).then_some(("GPU", size.gpus.0));
    [("VCPU", size.vcpus), ("MEMORY", size.memory_mebibytes)]
        .into_iter()
        .chain(gpus)
        .map(|(kind, value)| json!({"Type": kind, "Value": value.to_string()}))
        .collect()
}

/// Which ends are final: the worker said so, it broke off by a mistake in its source, or it needs more memory than it has.
/// Any other end is tried again, which is what Batch does where no rule matches: whatever takes a machine back says so in
/// words of its own (`Host EC2 ...`, `Your Spot Task was interrupted.`, none at all on Kubernetes), and a rule about words
/// may have an asterisk at its end only.
///
/// Sources: <https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html>,
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html>.
fn evaluate_on_exit() -> Value {
    json!([
        {"OnExitCode": WorkerExit::Failed.code().to_string(), "Action": "EXIT"},
        {"OnExitCode": PANIC.to_string(), "Action": "EXIT"},
        {"OnReason": "OutOfMemoryError*", "Action": "EXIT"},
        {"OnReason": "OOMKilled*", "Action": "EXIT"},
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_again_and_what_the_worker_calls_final_is_not() {
        let rules = evaluate_on_exit();
        let rules = rules.as_array().unwrap();
        let is_final = |exit: WorkerExit| {
            rules
                .iter()
                .any(|rule| rule["OnExitCode"] == json!(exit.code().to_string()) && rule["Action"] == "EXIT")
        };
        assert!(is_final(WorkerExit::Failed));
        assert!(!is_final(WorkerExit::Transient) && !is_final(WorkerExit::Stopped));
    }

    #[test]
    fn rules_keep_to_the_patterns_that_batch_takes() {
        let rules = evaluate_on_exit();
        assert!(rules.as_array().unwrap().len() <= 5);
        for rule in rules.as_array().unwrap() {
            let words = ["OnReason", "OnStatusReason"].into_iter().filter_map(|field| rule[field].as_str());
            for pattern in words {
                let text = pattern.strip_suffix('*').unwrap_or(pattern);
                assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || ".: ".contains(c)), "{pattern}");
            }
        }
    }

    #[test]
    fn a_gpu_is_asked_for_only_where_there_is_one() {
        let size = |gpus| JobSize { vcpus: 4, memory_mebibytes: 8192, gpus: GpuCount(gpus) };
        assert_eq!(requirements(size(0)).len(), 2);
        assert_eq!(requirements(size(1))[2], json!({"Type": "GPU", "Value": "1"}));
    }
}
