//! What a person does between the two deployments of a stack with a Kubernetes cluster.
//!
//! ```text
//! deploy, KubernetesReady no    cluster, nodes' role, add-ons; no queue yet: `list` refuses the lane
//!   run the output KubeconfigCommand, then: kubectl apply -f - with the manifests
//! deploy, KubernetesReady yes   compute environment and queue; AWS Batch makes its access entry in the cluster
//!   run the output BatchAccessCommand: without it jobs stay RUNNABLE
//! ```
//! The last step is a command since an access entry of a service-linked role can be made by its service alone, and
//! `CloudFormation` adds policies only to entries that it made.
//! Source: <https://docs.aws.amazon.com/batch/latest/userguide/eks-access-entries.html>, read 2026-11-21.

use apoyo_cfn::{Pseudo, Sub};
use apoyo_constructs::{Cluster, Stack};

use crate::config::{ComputeChoice, Config};

/// The parameter that says which of the two deployments it is: `no`, or `yes` once the manifests are in the cluster.
pub const KUBERNETES_READY: &str = Cluster::READY;

/// The manifests that must be in the cluster before the second deployment; `None` where there is no cluster.
pub fn kubernetes_manifests(config: &Config) -> Option<String> {
    (config.batch.compute == ComputeChoice::Eks).then(apoyo_constructs::kubernetes_manifests)
}

/// Tells the commands, with the names of this deployment in them.
pub(crate) fn outputs(stack: &mut Stack, cluster: &Cluster) {
    stack.output("ClusterName", "Kubernetes cluster of the lane batch.", cluster.name());
    let what = "Lets kubectl of this machine reach the cluster.";
    stack.output("KubeconfigCommand", what, kubeconfig());
    let what = "Lets AWS Batch start pods; once, after the deployment with KubernetesReady yes.";
    stack.output("BatchAccessCommand", what, batch_access());
}

fn kubeconfig() -> Sub {
    let command = Sub::new().text("aws eks update-kubeconfig --region ").pseudo(Pseudo::Region);
    command.text(" --name ").pseudo(Pseudo::StackName)
}

fn batch_access() -> Sub {
    Sub::new()
        .text("aws eks associate-access-policy --region ")
        .pseudo(Pseudo::Region)
        .text(" --cluster-name ")
        .pseudo(Pseudo::StackName)
        .text(" --principal-arn arn:")
        .pseudo(Pseudo::Partition)
        .text(":iam::")
        .pseudo(Pseudo::AccountId)
        .text(":role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch --policy-arn arn:")
        .pseudo(Pseudo::Partition)
        .text(":eks::aws:cluster-access-policy/AWSBatchNamespacePolicy --access-scope type=namespace,namespaces=")
        .text(Cluster::NAMESPACE)
}
