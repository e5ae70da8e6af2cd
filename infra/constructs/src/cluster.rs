//! A Kubernetes cluster of Amazon EKS for AWS Batch, and for nothing else.
//!
//! ```text
//! cluster: control plane, key for its secrets, log      costs by the hour
//!   access entries: nodes, admins, watchers             AWS Batch makes its own (mode API)
//!   add-ons: eks-pod-identity-agent, kube-proxy, vpc-cni
//! nodes: none, until AWS Batch starts some for a job
//! ```
//! There is no `CoreDNS`: it would need a node of its own that is always on, since AWS Batch keeps other pods off its
//! nodes, and the worker asks the network's resolver (`dnsPolicy: Default`) for the names of AWS.
//!
//! AWS Batch looks for the namespace when its compute environment is made, so the stack is deployed twice: first with
//! [`Cluster::READY`] `no`, then the manifests are applied, then with `yes`.

mod addons;
mod nodes;
mod people;

use apoyo_cfn::{GetAtt, LogicalId, Parameter, ParameterIs, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::kubernetes::{NAMESPACE, SERVICE_ACCOUNT};
use crate::{ConstructId, LogGroup, LogGroupProps, LogRetention, Network, Role, RoleProps, Service, Stack};

/// What a cluster is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterProps {
    /// Version of Kubernetes, such as `1.36`.
    pub version: String,
    /// Who reaches its API.
    pub endpoint: Endpoint,
    /// ARNs of those who may do everything in it, besides the one that creates the stack.
    pub admins: Vec<String>,
    /// ARNs of those who may look at pods, logs and nodes.
    pub watchers: Vec<String>,
    /// How long the lines of its control plane stay.
    pub log_retention: LogRetention,
}

/// Who reaches the API of Kubernetes; nodes and AWS Batch always do, inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// Only the network of the stack, and what is joined to it.
    Private,
    /// These blocks of addresses too.
    Public {
        /// Such as `203.0.113.7/32`.
        cidrs: Vec<String>,
    },
}

/// A cluster of EKS with its node role, its add-ons and the parameter that says when it is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    id: LogicalId,
    version: String,
    node_profile: LogicalId,
    ready: LogicalId,
    parts: Vec<LogicalId>,
}

impl Cluster {
    /// The parameter of the template that says whether the manifests are in the cluster: `no` or `yes`.
    pub const READY: &str = "KubernetesReady";

    /// The namespace that jobs run in.
    pub const NAMESPACE: &str = NAMESPACE;

    /// Adds a cluster.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &ClusterProps, network: &Network) -> Self {
        let ready = ready(stack);
        let key = secrets_key(stack, &id.child("Key"));
        let log = log(stack, &id.child("Log"), props.log_retention);
        let mut role = control_plane_role(stack, &id.child("Role"));
        grant_key(&key, &mut role);
        let properties = properties(props, network, (&role, &key));
        // EKS would make the log group itself, and keep its lines for ever.
        let cluster = stack.add(id, Resource::new("AWS::EKS::Cluster", properties).after(log.id()));
        role.attach(stack);
        let (node_profile, node_entry) = nodes::define(stack, id, &cluster);
        people::define(stack, id, &cluster, props);
        let mut parts = addons::define(stack, id, &cluster);
        parts.push(node_entry);
        Self { id: cluster, version: props.version.clone(), node_profile, ready, parts }
    }

    /// Whoever is a pod of the worker.
    pub const fn worker() -> Service {
        Service::Pod { namespace: NAMESPACE, account: SERVICE_ACCOUNT }
    }

    /// Gives the worker's pods a role. By EKS Pod Identity and not by a provider of `OpenID` Connect: the role's trust
    /// names cluster, namespace and account in plain words, and there is no thumbprint to keep.
    pub fn identify_worker(&self, stack: &mut Stack, id: &ConstructId, role: &Role) {
        let properties = json!({
            "ClusterName": Ref(&self.id),
            "Namespace": NAMESPACE,
            "ServiceAccount": SERVICE_ACCOUNT,
            "RoleArn": role.arn(),
        });
        stack.add(id, Resource::new("AWS::EKS::PodIdentityAssociation", properties));
    }

    /// The cluster's name, as `aws eks` wants it.
    pub fn name(&self) -> Value {
        Ref(&self.id).into()
    }

    /// The cluster, as AWS Batch wants it.
    pub fn arn(&self) -> Value {
        GetAtt(&self.id, "Arn").into()
    }

    /// The group that control plane and nodes share.
    pub fn security_groups(&self) -> Value {
        json!([GetAtt(&self.id, "ClusterSecurityGroupId")])
    }

    /// What nodes may do.
    pub fn node_profile(&self) -> Value {
        GetAtt(&self.node_profile, "Arn").into()
    }

    /// Version of Kubernetes.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Condition: the manifests are in the cluster.
    pub fn ready(&self) -> &LogicalId {
        &self.ready
    }

    /// What must be there before a node can join, although nothing names it.
    pub fn parts(&self) -> &[LogicalId] {
        &self.parts
    }
}

fn ready(stack: &mut Stack) -> LogicalId {
    let parameter = Parameter {
        kind: "String".to_owned(),
        description:
            "Whether the Kubernetes manifests are in the cluster: no at first, yes once they are applied."
                .to_owned(),
        default: Some("no".to_owned()),
        allowed_values: ["no", "yes"].map(str::to_owned).into(),
        allowed_pattern: None,
        constraint_description: Some("must be no or yes".to_owned()),
    };
    let parameter = stack.parameter(&ConstructId::new(Cluster::READY), parameter);
    stack.condition(&ConstructId::new("KubernetesIsReady"), ParameterIs(&parameter, "yes"))
}

/// The key policy is the one that KMS gives by itself: policies of this account's roles decide.
fn secrets_key(stack: &mut Stack, id: &ConstructId) -> LogicalId {
    let properties =
        json!({"Description": "Encrypts the secrets of the Kubernetes cluster.", "EnableKeyRotation": true});
    stack.add(id, Resource::new("AWS::KMS::Key", properties))
}

fn log(stack: &mut Stack, id: &ConstructId, retention: LogRetention) -> LogGroup {
    let name = Sub::new().text("/aws/eks/").pseudo(Pseudo::StackName).text("/cluster");
    LogGroup::define(stack, id, &LogGroupProps { name, retention })
}

fn control_plane_role(stack: &mut Stack, id: &ConstructId) -> Role {
    let description = "Lets the control plane of Kubernetes do its work.".to_owned();
    let mut role = Role::define(stack, id, &RoleProps { service: Service::Eks, description });
    role.grant_managed("AmazonEKSClusterPolicy");
    role
}

/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html>.
fn grant_key(key: &LogicalId, role: &mut Role) {
    let actions = ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"];
    role.grant(Statement::allow("EncryptSecrets", &actions, [Value::from(GetAtt(key, "Arn"))]));
}

fn properties(props: &ClusterProps, network: &Network, (role, key): (&Role, &LogicalId)) -> Value {
    let logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
    json!({
        "Name": Sub::new().pseudo(Pseudo::StackName),
        "Version": props.version,
        "RoleArn": role.arn(),
        "AccessConfig": {"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": true},
        // The add-ons of this stack are all that there are: see the module.
        "BootstrapSelfManagedAddons": false,
        "EncryptionConfig": [{"Provider": {"KeyArn": GetAtt(key, "Arn")}, "Resources": ["secrets"]}],
        "Logging": {"ClusterLogging": {"EnabledTypes": logs.map(|kind| json!({"Type": kind}))}},
        "ResourcesVpcConfig": reach(&props.endpoint, network),
        // At the end of its support a version is replaced by the next, and not paid six times as much.
        "UpgradePolicy": {"SupportType": "STANDARD"},
    })
}

fn reach(endpoint: &Endpoint, network: &Network) -> Value {
    let mut reach =
        json!({"SubnetIds": network.subnets(), "EndpointPrivateAccess": true, "EndpointPublicAccess": false});
    if let Endpoint::Public { cidrs } = endpoint {
        reach["EndpointPublicAccess"] = json!(true);
        reach["PublicAccessCidrs"] = json!(cidrs);
    }
    reach
}

#[cfg(test)]
mod tests;
