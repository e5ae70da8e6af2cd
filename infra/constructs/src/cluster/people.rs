use apoyo_cfn::{LogicalId, Pseudo, Ref, Resource, Sub};
use serde_json::{Value, json};

use super::ClusterProps;
use crate::kubernetes::WATCHERS;
use crate::{ConstructId, Stack};

/// Adds an entry for each person or role that may use `kubectl`.
pub(super) fn define(stack: &mut Stack, id: &ConstructId, cluster: &LogicalId, props: &ClusterProps) {
    for arn in &props.admins {
        stack.add(&id.keyed("Admin", arn), entry(cluster, arn, ("AccessPolicies", json!([everything()]))));
    }
    for arn in &props.watchers {
        stack.add(&id.keyed("Watcher", arn), entry(cluster, arn, ("KubernetesGroups", json!([WATCHERS]))));
    }
}

fn entry(cluster: &LogicalId, arn: &str, (field, rights): (&str, Value)) -> Resource {
    let properties =
        json!({"ClusterName": Ref(cluster), "PrincipalArn": arn, "Type": "STANDARD", field: rights});
    Resource::new("AWS::EKS::AccessEntry", properties)
}

/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html>.
fn everything() -> Value {
    let policy = Sub::new()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy");
    json!({"PolicyArn": policy, "AccessScope": {"Type": "cluster"}})
}
