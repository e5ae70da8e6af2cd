//! What must be in the cluster before AWS Batch can use it, as Kubernetes manifests.
//!
//! ```text
//! Namespace apoyo          nothing in it may be privileged, use the host's network or its disk
//!   ServiceAccount worker  no token of Kubernetes; EKS Pod Identity gives it the worker's role of IAM
//!   Role, RoleBinding      watchers look at pods, their logs and events
//! ClusterRole, ...Binding  watchers look at nodes: why does a pod wait?
//! ```
//! AWS Batch itself has no role here: the cluster knows callers by access entries alone, and for such a cluster Batch
//! makes its own entry; roles of Kubernetes would be passed over.
//! Source (read 2026-11-21): <https://docs.aws.amazon.com/batch/latest/userguide/eks-access-entries.html>.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Namespace, ServiceAccount};
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

/// Namespace of the worker's pods.
pub(crate) const NAMESPACE: &str = "apoyo";

/// Service account of the worker's pods.
pub(crate) const SERVICE_ACCOUNT: &str = "worker";

/// Group of Kubernetes that people belong to who may look and change nothing.
pub(crate) const WATCHERS: &str = "apoyo-watchers";

const RBAC: &str = "rbac.authorization.k8s.io";

/// The manifests, for `kubectl apply -f -`; applying them again changes nothing.
pub fn kubernetes_manifests() -> String {
    let documents = [
        document(&namespace()),
        document(&service_account()),
        document(&watch_pods()),
        document(&role_binding()),
        document(&watch_nodes()),
        document(&cluster_role_binding()),
    ];
    documents.join("---\n")
}

fn document(object: &impl Serialize) -> String {
    serde_yaml::to_string(object).expect("texts, lists and maps with texts as keys have a YAML form")
}

/// Source of the labels: <https://kubernetes.io/docs/concepts/security/pod-security-standards/>. A job of AWS Batch
/// cannot say what the level `restricted` asks for (no capabilities, a profile of seccomp), so `baseline` is enforced.
fn namespace() -> Namespace {
    let labels =
        [("pod-security.kubernetes.io/enforce", "baseline"), ("app.kubernetes.io/managed-by", "apoyo")];
    let labels: BTreeMap<_, _> = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let metadata =
        ObjectMeta { name: Some(NAMESPACE.to_owned()), labels: Some(labels), ..ObjectMeta::default() };
    Namespace { metadata, ..Namespace::default() }
}

fn service_account() -> ServiceAccount {
    ServiceAccount {
        metadata: named(SERVICE_ACCOUNT),
        // The worker never calls Kubernetes; Pod Identity mounts a token of its own.
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}

fn watch_pods() -> Role {
    let rules = vec![look(&["pods", "pods/log", "events"])];
    Role { metadata: named(WATCHERS), rules: Some(rules) }
}

fn watch_nodes() -> ClusterRole {
    let metadata = ObjectMeta { namespace: None, ..named(WATCHERS) };
    ClusterRole { metadata, rules: Some(vec![look(&["nodes"])]), ..ClusterRole::default() }
}

fn role_binding() -> RoleBinding {
    RoleBinding { metadata: named(WATCHERS), role_ref: role_ref("Role"), subjects: Some(vec![watchers()]) }
}

fn cluster_role_binding() -> ClusterRoleBinding {
    let metadata = ObjectMeta { namespace: None, ..named(WATCHERS) };
    ClusterRoleBinding { metadata, role_ref: role_ref("ClusterRole"), subjects: Some(vec![watchers()]) }
}

fn named(name: &str) -> ObjectMeta {
    ObjectMeta { name: Some(name.to_owned()), namespace: Some(NAMESPACE.to_owned()), ..ObjectMeta::default() }
}

fn look(resources: &[&str]) -> PolicyRule {
    let owned = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    PolicyRule {
        api_groups: owned(&[""]),
        resources: owned(resources),
        verbs: ["get", "list", "watch"].map(str::to_owned).into(),
        ..PolicyRule::default()
    }
}

fn role_ref(kind: &str) -> RoleRef {
    RoleRef { api_group: Some(RBAC.to_owned()), kind: kind.to_owned(), name: WATCHERS.to_owned() }
}

fn watchers() -> Subject {
    Subject {
        api_group: Some(RBAC.to_owned()),
        kind: "Group".to_owned(),
        name: WATCHERS.to_owned(),
        namespace: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn documents() -> Vec<Value> {
        let text = kubernetes_manifests();
        text.split("---\n").map(|document| serde_yaml::from_str(document).unwrap()).collect()
    }

    #[test]
    fn objects_come_after_the_namespace_that_they_are_in() {
        let documents = documents();
        let kinds: Vec<_> = documents.iter().map(|object| object["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["Namespace", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"]
        );
        for object in &documents[1..4] {
            assert_eq!(object["metadata"]["namespace"], documents[0]["metadata"]["name"]);
        }
    }

    #[test]
    fn nobody_changes_anything_and_nobody_reads_secrets() {
        for object in documents() {
            for rule in object["rules"].as_array().into_iter().flatten() {
                assert_eq!(rule["verbs"], serde_json::json!(["get", "list", "watch"]));
                let resources = rule["resources"].as_array().unwrap();
                assert!(resources.iter().all(|resource| resource != "secrets" && resource != "*"));
            }
        }
    }

    #[test]
    fn the_worker_has_no_token_of_the_cluster() {
        assert_eq!(documents()[1]["automountServiceAccountToken"], Value::Bool(false));
    }
}
