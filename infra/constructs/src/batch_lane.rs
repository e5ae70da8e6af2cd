//! The lane `batch`: one array job over shards of the manifest.
//!
//! ```text
//! state machine --SubmitJob.sync--> job queue -> compute environments, in order (spot first, then what is sure)
//!                                       `-> job definition: image, role, vCPUs, memory, which ends are tried again
//! ```

mod compute;
mod job;

use apoyo_cfn::{LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::{
    Architecture, ConstructId, LogGroup, LogGroupProps, LogRetention, Network, Repository, Role, RoleProps,
    Service, Stack,
};

pub use compute::Compute;
pub use job::{GpuCount, JobSize};

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
    queue: LogicalId,
    definition: LogicalId,
}

/// Name of the job definition after the stack's.
const JOB: &str = "classify";

impl BatchLane {
    /// Adds the lane, with a worker that may do nothing yet but write its log.
    pub fn define(
        stack: &mut Stack,
        id: &ConstructId,
        props: &BatchLaneProps,
        (network, images): (&Network, &Repository),
    ) -> Self {
        let log_name = Sub::new().text("/aws/batch/").pseudo(Pseudo::StackName).text(&format!("-{JOB}"));
        let log_props = LogGroupProps { name: log_name, retention: props.log_retention };
        let log_group = LogGroup::define(stack, &id.child("Log"), &log_props);
        let mut starter =
            role(stack, &id.child("StarterRole"), "Lets the agent fetch the image and write the log.");
        images.grant_pull(&mut starter);
        log_group.grant_write(&mut starter);
        let worker = role(stack, &id.child("Role"), "Lets the worker do what its step needs.");
        let environments = compute::define(stack, id, props, network);
        let order: Vec<Value> = environments
            .iter()
            .zip(1_u8..)
            .map(|(environment, at)| json!({"Order": at, "ComputeEnvironment": Ref(environment)}))
            .collect();
        let queue = json!({"Priority": 1, "State": "ENABLED", "ComputeEnvironmentOrder": order});
        let queue = stack.add(&id.child("Queue"), Resource::new("AWS::Batch::JobQueue", queue));
        let job = job::definition(props, (&starter, &worker), &log_group, (network, images));
        let definition = stack.add(&id.child("Job"), Resource::new("AWS::Batch::JobDefinition", job));
        starter.attach(stack);
        Self { role: worker, queue, definition }
    }

    /// The queue as the state machine names it.
    pub fn queue_arn(&self) -> Value {
        Ref(&self.queue).into()
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

fn role(stack: &mut Stack, id: &ConstructId, description: &str) -> Role {
    let props = RoleProps { service: Service::EcsTasks, description: description.to_owned() };
    Role::define(stack, id, &props)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;
    use crate::{GpuCount, JobSize, Nat, NetworkProps};

    fn defined(compute: Compute) -> (Stack, BatchLane) {
        let mut stack = Stack::new("test");
        let network = NetworkProps { cidr: "10.42.0.0/16".parse().unwrap(), nat: Nat::None };
        let network = Network::define(&mut stack, &ConstructId::new("Network"), &network);
        let images = Repository::define(&mut stack, &ConstructId::new("Images"), "worker");
        let props = BatchLaneProps {
            compute,
            max_vcpus: 32,
            size: JobSize { vcpus: 2, memory_mebibytes: 4096, gpus: GpuCount(0) },
            architecture: Architecture::Arm64,
            image_tag: "ImageTag".parse().unwrap(),
            environment: vec![],
            log_retention: LogRetention::days(30).unwrap(),
        };
        let lane = BatchLane::define(&mut stack, &ConstructId::new("Batch"), &props, (&network, &images));
        (stack, lane)
    }

    #[test]
    fn spot_is_tried_before_what_is_sure() {
        let (stack, lane) = defined(Compute::FargateSpot);
        let order = &properties(&stack, "BatchQueue")["ComputeEnvironmentOrder"];
        assert_eq!(order[0]["ComputeEnvironment"], json!({"Ref": "BatchFargateSpot"}));
        assert_eq!(order[1]["ComputeEnvironment"], json!({"Ref": "BatchFargate"}));
        drop(lane);
    }

    #[test]
    fn the_container_is_nobody_and_cannot_write_its_root() {
        let (stack, lane) = defined(Compute::Fargate);
        let container = &properties(&stack, "BatchJob")["ContainerProperties"];
        assert_eq!(
            (&container["User"], &container["ReadonlyRootFilesystem"]),
            (&json!("65534:65534"), &json!(true))
        );
        assert_eq!(container["NetworkConfiguration"]["AssignPublicIp"], json!("ENABLED"));
        drop(lane);
    }

    #[test]
    fn instances_give_their_role_to_no_container() {
        let (stack, lane) = defined(Compute::Ec2Spot { instance_types: vec!["c7g".into()] });
        let options = &properties(&stack, "BatchLaunchTemplate")["LaunchTemplateData"]["MetadataOptions"];
        assert_eq!(
            (&options["HttpTokens"], &options["HttpPutResponseHopLimit"]),
            (&json!("required"), &json!(1))
        );
        drop(lane);
    }

    #[test]
    fn a_state_machine_submits_to_this_queue_and_this_definition_only() {
        let (mut stack, lane) = defined(Compute::Fargate);
        let props = RoleProps { service: Service::States, description: "trial".into() };
        let mut machine = Role::define(&mut stack, &ConstructId::new("Machine"), &props);
        lane.grant_run(&mut machine);
        let submit = json!(machine.statements()[0]);
        assert_eq!(submit["Action"], json!(["batch:SubmitJob"]));
        assert_eq!(submit["Resource"][0], json!({"Ref": "BatchQueue"}));
        assert!(submit["Resource"][1].to_string().ends_with("${AWS::StackName}-classify:*\"}"));
        drop((lane, machine));
    }
}
