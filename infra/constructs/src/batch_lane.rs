//! The lane `batch`: one array job over shards of the manifest.
//!
//! ```text
//! state machine --SubmitJob.sync--> job queue -> compute environments, in order (spot first, then what is sure)
//!                                       `-> job definition: image, role, vCPUs, memory, which ends are tried again
//! ```

mod compute;
mod instances;
mod job;
mod platform;
mod pods;

use apoyo_cfn::{If, LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::{
    Architecture, Cluster, ConstructId, LogGroup, LogGroupProps, LogRetention, Network, Repository, Role,
    RoleProps, Service, Stack,
};

pub use compute::Compute;
pub use job::{GpuCount, JOB_TIMEOUT_SECONDS, JobSize, job_retry_strategy};
pub use platform::JobPlatform;

/// What the lane is like.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchLaneProps {
    /// What containers run on.
    pub compute: Compute,
    /// Most vCPUs at once, over all jobs.
    pub max_vcpus: u16,
    /// What one container gets.
    pub size: JobSize,
    /// What the image was built for.
    pub architecture: Architecture,
    /// Parameter with the image's tag, which is its content's hash.
    pub image_tag: LogicalId,
    /// Environment variables.
    pub environment: Vec<(&'static str, Value)>,
    /// How long its log lines stay.
    pub log_retention: LogRetention,
}

/// Queue, compute environments and job definition.
#[derive(Debug)]
pub struct BatchLane {
    /// What the worker may do.
    pub role: Role,
    definition: LogicalId,
    platform: JobPlatform,
    ready: Option<LogicalId>,
}

/// Name of the job definition and of the queue after the stack's.
const JOB: &str = "classify";

impl BatchLane {
    /// Adds the lane, with a worker that may do nothing yet but, on ECS, have its log written.
    pub fn define(
        stack: &mut Stack,
        id: &ConstructId,
        props: &BatchLaneProps,
        (network, images): (&Network, &Repository),
    ) -> Self {
        let cluster = props.compute.cluster();
        let service = cluster.map_or(Service::EcsTasks, |_| Cluster::worker());
        let worker = role(stack, &id.child("Role"), service, "Lets the worker do what its step needs.");
        let environments = compute::define(stack, id, props, network);
        queue(stack, &id.child("Queue"), &environments, cluster);
        let runner = job::Runner { network, images, worker: &worker };
        let definition = match cluster {
            None => on_ecs(stack, id, props, &runner),
            Some(cluster) => {
                cluster.identify_worker(stack, &id.child("Identity"), &worker);
                job::on_eks(props, &runner)
            }
        };
        let definition = stack.add(&id.child("Job"), Resource::new("AWS::Batch::JobDefinition", definition));
        let platform = cluster.map_or(JobPlatform::Ecs, |_| JobPlatform::Eks);
        Self { role: worker, definition, platform, ready: cluster.map(|cluster| cluster.ready().clone()) }
    }

    /// The queue as the state machine names it: by its name, since on Kubernetes it is not there at first.
    pub fn queue_arn(&self) -> Value {
        Sub::arn("batch", "job-queue/").pseudo(Pseudo::StackName).text(&format!("-{JOB}")).into()
    }

    /// One value where jobs can be submitted, another while that must wait for the manifests of Kubernetes.
    pub fn if_ready(&self, there: &str, waiting: &str) -> Value {
        match &self.ready {
            None => json!(there),
            Some(ready) => If(ready, json!(there), json!(waiting)).into(),
        }
    }

    /// What runs a job's container.
    pub const fn platform(&self) -> JobPlatform {
        self.platform
    }

    /// The job definition, at its newest revision.
    pub fn job_arn(&self) -> Value {
        Ref(&self.definition).into()
    }

    /// Lets a state machine run jobs to their end.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html>.
    pub fn grant_run(&self, role: &mut Role) {
        let definition =
            Sub::arn("batch", "job-definition/").pseudo(Pseudo::StackName).text(&format!("-{JOB}:*"));
        let jobs = [self.queue_arn(), definition.into()];
        role.grant(Statement::allow("SubmitJob", &["batch:SubmitJob"], jobs));
        role.grant(Statement::allow("StopJob", &["batch:TerminateJob"], [Sub::arn("batch", "job/*")]));
        // Batch cannot tell jobs apart in this action.
        role.grant(Statement::allow("FollowJob", &["batch:DescribeJobs"], ["*"]));
        // Step Functions keeps one rule of this name in each account, by which it hears of the end of a job.
        let listener = Sub::arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule");
        let actions = ["events:PutTargets", "events:PutRule", "events:DescribeRule"];
        role.grant(Statement::allow("HearOfJobs", &actions, [listener]));
    }
}

fn role(stack: &mut Stack, id: &ConstructId, service: Service, description: &str) -> Role {
    Role::define(stack, id, &RoleProps { service, description: description.to_owned() })
}

/// On Kubernetes it waits, like its compute environments, until the cluster is ready.
fn queue(stack: &mut Stack, id: &ConstructId, environments: &[LogicalId], cluster: Option<&Cluster>) {
    let order: Vec<Value> = environments
        .iter()
        .zip(1_u8..)
        .map(|(environment, at)| json!({"Order": at, "ComputeEnvironment": Ref(environment)}))
        .collect();
    let properties = json!({
        "JobQueueName": Sub::new().pseudo(Pseudo::StackName).text(&format!("-{JOB}")),
        "Priority": 1,
        "State": "ENABLED",
        "ComputeEnvironmentOrder": order,
    });
    let queue = Resource::new("AWS::Batch::JobQueue", properties);
    stack.add(id, cluster.iter().fold(queue, |queue, cluster| queue.only_if(cluster.ready())));
}

fn on_ecs(stack: &mut Stack, id: &ConstructId, props: &BatchLaneProps, runner: &job::Runner<'_>) -> Value {
    let name = Sub::new().text("/aws/batch/").pseudo(Pseudo::StackName).text(&format!("-{JOB}"));
    let log_props = LogGroupProps { name, retention: props.log_retention };
    let log_group = LogGroup::define(stack, &id.child("Log"), &log_props);
    let what = "Lets the agent fetch the image and write the log.";
    let mut starter = role(stack, &id.child("StarterRole"), Service::EcsTasks, what);
    runner.images.grant_pull(&mut starter);
    log_group.grant_write(&mut starter);
    let definition = job::on_ecs(props, runner, (&starter, &log_group));
    starter.attach(stack);
    definition
}

#[cfg(test)]
mod tests;
