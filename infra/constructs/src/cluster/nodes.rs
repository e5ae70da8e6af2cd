use apoyo_cfn::{LogicalId, Ref, Resource};
use serde_json::json;

use crate::{ConstructId, Role, RoleProps, Service, Stack};

/// Adds the role of nodes, its instance profile, and the entry by which nodes may join. Returns profile and entry.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html>. Rights over network interfaces are
/// not among the node's: the add-on `vpc-cni` has a role of its own.
pub(super) fn define(stack: &mut Stack, id: &ConstructId, cluster: &LogicalId) -> (LogicalId, LogicalId) {
    let description = "Lets a node join the cluster and fetch images.".to_owned();
    let props = RoleProps { service: Service::Ec2, description };
    let mut role = Role::define(stack, &id.child("NodeRole"), &props);
    role.grant_managed("AmazonEKSWorkerNodePolicy");
    // Add-ons come from repositories of AWS, so the right cannot be confined to the stack's own.
    role.grant_managed("AmazonEC2ContainerRegistryPullOnly");
    let profile = Resource::new("AWS::IAM::InstanceProfile", json!({"Roles": [Ref(role.id())]}));
    let profile = stack.add(&id.child("NodeProfile"), profile);
    let entry = json!({"ClusterName": Ref(cluster), "PrincipalArn": role.arn(), "Type": "EC2_LINUX"});
    let entry = stack.add(&id.child("NodeEntry"), Resource::new("AWS::EKS::AccessEntry", entry));
    role.attach(stack);
    (profile, entry)
}
