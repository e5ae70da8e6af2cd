use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Sub};
use serde_json::{Value, json};

use super::BatchLaneProps;
use super::job::GpuCount;
use crate::{Cluster, ConstructId, Network, Role, RoleProps, Service, Stack};

/// Spot instances that an agent of ECS runs on.
pub(super) fn on_ecs(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    (network, instance_types): (&Network, &[String]),
) -> Value {
    let profile = instance_profile(stack, id);
    let mut resources = spot(stack, id, props, (network, instance_types));
    resources["InstanceRole"] = GetAtt(&profile, "Arn").into();
    resources["Ec2Configuration"] = json!([{"ImageType": ecs_image(props.size.gpus)}]);
    resources["SecurityGroupIds"] = network.worker_groups(stack);
    resources
}

/// Spot instances that are nodes of a cluster, at the cluster's own version.
pub(super) fn on_eks(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    (network, instance_types, cluster): (&Network, &[String], &Cluster),
) -> Value {
    let mut resources = spot(stack, id, props, (network, instance_types));
    resources["InstanceRole"] = cluster.node_profile();
    resources["Ec2Configuration"] =
        json!([{"ImageType": "EKS_AL2023", "ImageKubernetesVersion": cluster.version()}]);
    resources["SecurityGroupIds"] = cluster.security_groups();
    resources
}

fn spot(
    stack: &mut Stack,
    id: &ConstructId,
    props: &BatchLaneProps,
    (network, instance_types): (&Network, &[String]),
) -> Value {
    let template = launch_template(stack, id);
    json!({
        "Type": "SPOT",
        // The pool that is least likely to be taken back, among the cheap ones.
        "AllocationStrategy": "SPOT_PRICE_CAPACITY_OPTIMIZED",
        "MinvCpus": 0,
        "MaxvCpus": props.max_vcpus,
        "InstanceTypes": instance_types,
        "LaunchTemplate": {"LaunchTemplateId": Ref(&template), "Version": GetAtt(&template, "LatestVersionNumber")},
        "Subnets": network.worker_subnets(),
        "UpdateToLatestImageVersion": true,
    })
}

const fn ecs_image(gpus: GpuCount) -> &'static str {
    match gpus {
        GpuCount(0) => "ECS_AL2023",
        GpuCount(_) => "ECS_AL2023_NVIDIA",
    }
}

/// Sessions of the metadata service only, one hop: a container with a network of its own cannot take on the instance's
/// role. The disk holds images, never photos, and is encrypted.
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
    let description = "Lets the agent of an instance join its cluster.".to_owned();
    let props = RoleProps { service: Service::Ec2, description };
    let mut role = Role::define(stack, &id.child("InstanceRole"), &props);
    role.grant_managed("service-role/AmazonEC2ContainerServiceforEC2Role");
    let profile = json!({"Roles": [Ref(role.id())]});
    role.attach(stack);
    stack.add(&id.child("InstanceProfile"), Resource::new("AWS::IAM::InstanceProfile", profile))
}
