use apoyo_cfn::{LogicalId, Resource};
use serde_json::{Map, Value, json};

use super::{BatchLaneProps, instances, pods};
use crate::{Architecture, Cluster, ConstructId, Network, Stack};

/// What containers run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compute {
    /// Fargate at its full price.
    Fargate,
    /// Fargate Spot (about a third of the price, may be taken back with two minutes' notice), then Fargate.
    FargateSpot,
    /// Spot instances of EC2.
    Ec2Spot {
        /// Instance types or families, such as `c7g`.
        instance_types: Vec<String>,
    },
    /// Spot instances of EC2 that are nodes of a Kubernetes cluster.
    Eks {
        /// Instance types or families, such as `c7g`.
        instance_types: Vec<String>,
        /// The cluster.
        cluster: Cluster,
    },
}

impl Compute {
    /// The cluster, where there is one.
    pub const fn cluster(&self) -> Option<&Cluster> {
        match self {
            Self::Eks { cluster, .. } => Some(cluster),
            Self::Fargate | Self::FargateSpot | Self::Ec2Spot { .. } => None,
        }
    }
}

/// The compute environments, in the order in which the queue tries them.
pub(super) fn define(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    network: &Network,
) -> Vec<LogicalId> {
    match &props.compute {
        Compute::Fargate => fargate(stack, id, props, (network, &[("Fargate", "FARGATE")])),
        Compute::FargateSpot => {
            let kinds = [("FargateSpot", "FARGATE_SPOT"), ("Fargate", "FARGATE")];
            fargate(stack, id, props, (network, &kinds))
        }
        Compute::Ec2Spot { instance_types } => {
            let resources = instances::on_ecs(stack, id, props, (network, instance_types));
            vec![stack.add(&id.child("Spot"), environment(&resources))]
        }
        Compute::Eks { instance_types, cluster } => {
            let resources = instances::on_eks(stack, id, props, (network, instance_types, cluster));
            vec![stack.add(&id.child("Nodes"), pods::environment(environment(&resources), cluster))]
        }
    }
}

/// Updated in place, so that running jobs are not thrown away by a deployment.
fn environment(resources: &Value) -> Resource {
    let in_place = resources.get("AllocationStrategy").is_some();
    let properties = json!({
        "Type": "MANAGED",
        "State": "ENABLED",
        "ReplaceComputeEnvironment": false,
        "UpdatePolicy": in_place.then(|| json!({"TerminateJobsOnUpdate": false, "JobExecutionTimeoutMinutes": 60})),
        "ComputeResources": resources,
    });
    Resource::new("AWS::Batch::ComputeEnvironment", properties)
}

fn fargate(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    (network, kinds): (&Network, &[(&'static str, &str)]),
) -> Vec<LogicalId> {
    let groups = network.worker_groups(stack);
    let resources = |kind: &str| {
        json!({
            "Type": kind,
            "MaxvCpus": props.max_vcpus,
            "Subnets": network.worker_subnets(),
            "SecurityGroupIds": groups,
        })
    };
    kinds.iter().map(|(part, kind)| stack.add(&id.child(part), environment(&resources(kind)))).collect()
}

/// What Fargate must be told of the image.
fn runtime_platform(architecture: Architecture) -> Value {
    let cpu = match architecture {
        Architecture::Arm64 => "ARM64",
        Architecture::X86_64 => "X86_64",
    };
    json!({"OperatingSystemFamily": "LINUX", "CpuArchitecture": cpu})
}

/// What only Fargate is told, or only EC2.
pub(super) fn platform_fields(props: &BatchLaneProps, network: &Network) -> Map<String, Value> {
    let fields = match props.compute {
        Compute::Fargate | Compute::FargateSpot => vec![
            ("NetworkConfiguration", json!({"AssignPublicIp": network.assign_public_ip()})),
            ("FargatePlatformConfiguration", json!({"PlatformVersion": "LATEST"})),
            ("RuntimePlatform", runtime_platform(props.architecture)),
        ],
        Compute::Ec2Spot { .. } | Compute::Eks { .. } => vec![],
    };
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
