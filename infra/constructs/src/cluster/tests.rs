use super::*;
use crate::trial::properties;
use crate::{Nat, NetworkProps};

fn defined(endpoint: Endpoint) -> (Stack, Cluster) {
    let mut stack = Stack::new("test");
    let log_retention = LogRetention::days(30).unwrap();
    let network = NetworkProps { cidr: "10.42.0.0/16".parse().unwrap(), nat: Nat::None, log_retention };
    let network = Network::define(&mut stack, &ConstructId::new("Network"), &network);
    let props = ClusterProps {
        version: "1.36".into(),
        endpoint,
        admins: vec!["arn:aws:iam::123456789012:role/admin".into()],
        watchers: vec!["arn:aws:iam::123456789012:role/guardia".into()],
        log_retention,
    };
    let cluster = Cluster::define(&mut stack, &ConstructId::new("Cluster"), &props, &network);
    (stack, cluster)
}

#[test]
fn a_private_cluster_is_reached_from_inside_only() {
    let (stack, _) = defined(Endpoint::Private);
    let reach = &properties(&stack, "Cluster")["ResourcesVpcConfig"];
    assert_eq!(
        (&reach["EndpointPrivateAccess"], &reach["EndpointPublicAccess"]),
        (&json!(true), &json!(false))
    );
    stack.finish().unwrap();
}

#[test]
fn a_public_cluster_is_reached_from_the_blocks_that_are_named() {
    let (stack, _) = defined(Endpoint::Public { cidrs: vec!["203.0.113.7/32".into()] });
    let reach = &properties(&stack, "Cluster")["ResourcesVpcConfig"];
    assert_eq!(reach["PublicAccessCidrs"], json!(["203.0.113.7/32"]));
    assert_eq!(reach["EndpointPrivateAccess"], json!(true), "nodes never go round by the internet");
}

#[test]
fn secrets_are_encrypted_and_every_log_is_kept() {
    let (stack, _) = defined(Endpoint::Private);
    let cluster = properties(&stack, "Cluster");
    assert_eq!(cluster["EncryptionConfig"][0]["Resources"], json!(["secrets"]));
    assert_eq!(cluster["Logging"]["ClusterLogging"]["EnabledTypes"].as_array().unwrap().len(), 5);
    assert_eq!(cluster["AccessConfig"]["AuthenticationMode"], json!("API"));
}

#[test]
fn watchers_are_a_group_and_only_admins_have_a_policy() {
    let (stack, _) = defined(Endpoint::Private);
    let entries: Vec<_> =
        stack.template().resources.values().filter(|r| r.kind == "AWS::EKS::AccessEntry").collect();
    assert_eq!(entries.len(), 3, "nodes, an admin, a watcher");
    let groups: Vec<_> = entries.iter().filter_map(|r| r.properties.get("KubernetesGroups")).collect();
    assert_eq!(groups, [&json!(["apoyo-watchers"])]);
    assert_eq!(entries.iter().filter(|r| r.properties.contains_key("AccessPolicies")).count(), 1);
}

#[test]
fn the_manifests_are_not_there_until_somebody_says_so() {
    let (stack, cluster) = defined(Endpoint::Private);
    let parameter = &stack.template().parameters[&Cluster::READY.parse::<LogicalId>().unwrap()];
    assert_eq!(parameter.default.as_deref(), Some("no"));
    let condition = &stack.template().conditions[cluster.ready()];
    assert_eq!(*condition, json!({"Fn::Equals": [{"Ref": "KubernetesReady"}, "yes"]}));
}
