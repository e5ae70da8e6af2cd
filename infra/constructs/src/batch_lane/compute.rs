use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Sub};
use serde_json::{Map, Value, json};

use super::BatchLaneProps;
use super::job::GpuCount;
use crate::{Architecture, ConstructId, Network, Stack};

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
}

/// The compute environments, in the order in which the queue tries them.
pub(super) fn define(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    network: &Network,
) -> Vec<LogicalId> {
    let mut add = |part: &'static str, resources: &Value| environment(stack, &id.child(part), resources);
    match &props.compute {
        Compute::Fargate => vec![add("Fargate", &fargate("FARGATE", props, network))],
        Compute::FargateSpot => vec![
            add("FargateSpot", &fargate("FARGATE_SPOT", props, network)),
            add("Fargate", &fargate("FARGATE", props, network)),
        ],
        Compute::Ec2Spot { instance_types } => {
            let resources = spot(stack, id, props, (network, instance_types));
            vec![environment(stack, &id.child("Spot"), &resources)]
        }
    }
}

/// Updated in place, so that running jobs are not thrown away by a deployment.
fn environment(stack: &mut Stack, id: &ConstructId, resources: &Value) -> LogicalId {
    let in_place = resources.get("AllocationStrategy").is_some();
    let properties = json!({
        "Type": "MANAGED",
        "State": "ENABLED",
        "ReplaceComputeEnvironment": false,
        "UpdatePolicy": in_place.then(|| json!({"TerminateJobsOnUpdate": false, "JobExecutionTimeoutMinutes": 60})),
        "ComputeResources": resources,
    });
    stack.add(id, Resource::new("AWS::Batch::ComputeEnvironment", properties))
}

fn fargate(kind: &str, props: &BatchLaneProps, network: &Network) -> Value {
    json!({
        "Type": kind,
        "MaxvCpus": props.max_vcpus,
        "Subnets": network.worker_subnets(),
        "SecurityGroupIds": network.security_groups(),
    })
}

fn spot(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    (network, instance_types): (&Network, &[String]),
) -> Value {
    let template = launch_template(stack, id);
    let profile = instance_profile(stack, id);
    json!({
        "Type": "SPOT",
        // The pool that is least likely to be taken back, among the cheap ones.
        "AllocationStrategy": "SPOT_PRICE_CAPACITY_OPTIMIZED",
        "MinvCpus": 0,
        "MaxvCpus": props.max_vcpus,
        "InstanceTypes": instance_types,
        "InstanceRole": GetAtt(&profile, "Arn"),
        "Ec2Configuration": [{"ImageType": image_type(props.size.gpus)}],
        "LaunchTemplate": {"LaunchTemplateId": Ref(&template), "Version": GetAtt(&template, "LatestVersionNumber")},
        "Subnets": network.worker_subnets(),
        "SecurityGroupIds": network.security_groups(),
        "UpdateToLatestImageVersion": true,
    })
}

const fn image_type(gpus: GpuCount) -> &'static str {
    match gpus {
        GpuCount(0) => "ECS_AL2023",
        GpuCount(_) => "ECS_AL2023_NVIDIA",
    }
}

/// Sessions of the metadata service only, one hop: a container cannot take on the instance's role. The disk holds
/// images, never photos, and is encrypted.
fn launch_template(stack: &mut Stack, id: &ConstructId) -> LogicalId {
    let disk = json!({"VolumeType": "gp3", "VolumeSize": 30, "Encrypted": true, "DeleteOnTermination": true});
    let data = json!({
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": disk}],
    });
    let properties = json!({
        "LaunchTemplateName": Sub::new().pseudo(Pseudo::StackName).text("-workers"),
        "LaunchTemplateData": data,
    });
    stack.add(&id.child("LaunchTemplate"), Resource::new("AWS::EC2::LaunchTemplate", properties))
}

/// The instance's own role is what its agent of ECS needs, as AWS keeps it.
fn instance_profile(stack: &mut Stack, id: &ConstructId) -> LogicalId {
    let arn = Sub::new()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role");
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Sid": "AssumeRole", "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"}, "Action": ["sts:AssumeRole"]}]});
    let properties = json!({
        "Description": "Lets the agent of an instance join its cluster.",
        "AssumeRolePolicyDocument": trust,
        "ManagedPolicyArns": [arn],
    });
    let role = stack.add(&id.child("InstanceRole"), Resource::new("AWS::IAM::Role", properties));
    let profile = json!({"Roles": [Ref(&role)]});
    stack.add(&id.child("InstanceProfile"), Resource::new("AWS::IAM::InstanceProfile", profile))
}

/// What Fargate must be told of the image.
pub(super) fn runtime_platform(architecture: Architecture) -> Value {
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
        Compute::Ec2Spot { .. } => vec![],
    };
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
