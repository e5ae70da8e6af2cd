/// What the lane `batch` submits: ARNs, names, or `CloudFormation` substitutions that become one. Where the lane is not
/// deployed, any words: `list` then never chooses the lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The job queue.
    pub queue: String,
    /// The job definition.
    pub definition: String,
    /// What the queue's machines are: [`Job::ECS`] or [`Job::EKS`]. AWS Batch takes a job's environment in another place
    /// for each.
    pub platform: String,
}

impl Job {
    /// Platform of Fargate and EC2.
    pub const ECS: &'static str = "ecs";
    /// Platform of a Kubernetes cluster.
    pub const EKS: &'static str = "eks";
    /// Name of the job's container; a Kubernetes job definition must call it so.
    pub const CONTAINER: &'static str = "worker";

    /// Words for a machine where the lane is not deployed.
    pub fn absent() -> Self {
        let absent = || "absent".to_owned();
        Self { queue: absent(), definition: absent(), platform: absent() }
    }

    /// `${JobQueueArn}`, `${JobDefinitionArn}` and `${JobPlatform}`.
    pub fn substitutions() -> Self {
        Self {
            queue: "${JobQueueArn}".to_owned(),
            definition: "${JobDefinitionArn}".to_owned(),
            platform: "${JobPlatform}".to_owned(),
        }
    }
}
