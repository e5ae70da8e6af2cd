use apoyo_cfn::{LogicalId, Ref, Resource};
use serde_json::{Value, json};

use crate::{ConstructId, Role, RoleProps, Service, Stack};

/// The service account that the add-on `vpc-cni` runs as.
const CNI: Service = Service::Pod { namespace: "kube-system", account: "aws-node" };

/// Adds what every node runs: the agent that gives pods their roles, the proxy, and the network of pods. Each is a
/// `DaemonSet` that tolerates the taints of AWS Batch's nodes, and is content with no node at all.
pub(super) fn define(stack: &mut Stack, id: &ConstructId, cluster: &LogicalId) -> Vec<LogicalId> {
    let cni_role = cni_role(stack, &id.child("CniRole"));
    let cni_pods = json!([{"ServiceAccount": "aws-node", "RoleArn": cni_role.arn()}]);
    cni_role.attach(stack);
    let mut add = |part: &'static str, resource: Resource| stack.add(&id.child(part), resource);
    let agent = add("PodIdentityAgent", addon(cluster, "eks-pod-identity-agent", &Value::Null));
    let proxy = add("KubeProxy", addon(cluster, "kube-proxy", &Value::Null));
    // Its pods have no role before the agent is there.
    let cni = add("VpcCni", addon(cluster, "vpc-cni", &cni_pods).after(&agent));
    vec![agent, proxy, cni]
}

/// Without a version EKS takes the one that is made for the cluster's.
fn addon(cluster: &LogicalId, name: &str, pods: &Value) -> Resource {
    let properties = json!({
        "ClusterName": Ref(cluster),
        "AddonName": name,
        "ResolveConflicts": "OVERWRITE",
        "PodIdentityAssociations": pods,
    });
    Resource::new("AWS::EKS::Addon", properties)
}

fn cni_role(stack: &mut Stack, id: &ConstructId) -> Role {
    let description = "Lets the network of pods take addresses for them.".to_owned();
    let mut role = Role::define(stack, id, &RoleProps { service: CNI, description });
    role.grant_managed("AmazonEKS_CNI_Policy");
    role
}
