//! The lane `batch` on Kubernetes: two deployments, and who is whom in the cluster.

use apoyo_photo::Folder;
use apoyo_stack::{Config, KUBERNETES_READY, kubernetes_manifests, synth};
use serde_json::{Value, json};

use crate::iam::{Call, Deployed};
use crate::stacks;
use crate::trial::Trial;

fn config() -> Config {
    let file = stacks::folder().join("golden/eks.apoyo.yaml");
    Config::read(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn deployed(ready: &str) -> Deployed {
    Deployed::with(synth(&config()).unwrap().yaml(), &[(KUBERNETES_READY, ready)])
}

fn manifests() -> Vec<Value> {
    let text = kubernetes_manifests(&config()).unwrap();
    text.split("---\n").map(|document| serde_yaml::from_str(document).unwrap()).collect()
}

fn environment(deployed: &Deployed) -> Value {
    deployed.properties("List")["Environment"]["Variables"]["APOYO_BATCH_LANE"].clone()
}

#[test]
fn committed_manifests_are_current() {
    let file = stacks::folder().join("golden/eks.manifests.yaml");
    let made = kubernetes_manifests(&config()).unwrap();
    if std::env::var_os("APOYO_WRITE_GOLDEN").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == made, "{} is stale: run this test with APOYO_WRITE_GOLDEN=1", file.display());
}

#[test]
fn only_a_stack_with_a_cluster_has_manifests() {
    for stack in stacks::all() {
        let trial = Trial::of(&stack.config);
        let has_cluster = !trial.deployed.of_type("AWS::EKS::Cluster").is_empty();
        assert_eq!(kubernetes_manifests(&stack.config).is_some(), has_cluster);
    }
}

#[test]
fn before_the_manifests_there_is_no_queue_and_list_refuses_the_lane() {
    let first = deployed("no");
    assert_eq!(first.of_type("AWS::EKS::Cluster").len(), 1);
    assert!(first.of_type("AWS::Batch::ComputeEnvironment").is_empty());
    assert!(first.of_type("AWS::Batch::JobQueue").is_empty());
    assert_eq!(environment(&first), json!("absent"));
}

#[test]
fn what_the_first_deployment_makes_names_nothing_that_is_not_there_yet() {
    let first = deployed("no");
    for id in first.ids() {
        // Resolving panics where a resource that is not there is named.
        first.properties(id);
    }
}

#[test]
fn after_them_the_lane_is_there_and_list_is_published_anew() {
    let (first, second) = (deployed("no"), deployed("yes"));
    assert_eq!(environment(&second), json!("deployed"));
    let version = |deployed: &Deployed| deployed.properties("ListVersion")["Description"].clone();
    assert_ne!(version(&first), version(&second), "callers reach the function by its published version");
    let nodes = second.properties("BatchNodes");
    assert_eq!(nodes["EksConfiguration"]["EksClusterArn"], json!(second.arn("Cluster")));
    assert_eq!(nodes["ComputeResources"]["Ec2Configuration"][0]["ImageKubernetesVersion"], json!("1.36"));
}

#[test]
fn template_and_manifests_speak_of_the_same_namespace_and_account() {
    let (stack, manifests) = (deployed("yes"), manifests());
    let of = |kind: &str| manifests.iter().find(|object| object["kind"] == kind).unwrap();
    let namespace = &of("Namespace")["metadata"]["name"];
    let account = &of("ServiceAccount")["metadata"]["name"];
    let identity = stack.properties("BatchIdentity");
    assert_eq!((&identity["Namespace"], &identity["ServiceAccount"]), (namespace, account));
    assert_eq!(&stack.properties("BatchNodes")["EksConfiguration"]["KubernetesNamespace"], namespace);
    let pod = &stack.properties("BatchJob")["EksProperties"]["PodProperties"];
    assert_eq!((&pod["ServiceAccountName"], &pod["Containers"][0]["Name"]), (account, &json!("worker")));
    let trust = &stack.properties("BatchRole")["AssumeRolePolicyDocument"]["Statement"][0];
    let tags = &trust["Condition"]["StringEquals"];
    assert_eq!(&tags["aws:RequestTag/kubernetes-namespace"], namespace);
    assert_eq!(&tags["aws:RequestTag/kubernetes-service-account"], account);
}

#[test]
fn watchers_are_the_group_that_the_manifests_bind() {
    let (stack, manifests) = (deployed("yes"), manifests());
    let bound: Vec<_> = manifests.iter().filter(|object| object.get("subjects").is_some()).collect();
    assert_eq!(bound.len(), 2, "in the namespace, and for nodes");
    let entries = stack.of_type("AWS::EKS::AccessEntry");
    let watchers: Vec<_> = entries.iter().filter(|id| id.contains("Watcher")).collect();
    assert_eq!(watchers.len(), 2);
    for entry in watchers {
        let groups = &stack.properties(entry)["KubernetesGroups"];
        assert!(bound.iter().all(|binding| binding["subjects"][0]["name"] == groups[0]));
    }
}

#[test]
fn the_control_plane_uses_its_own_key_and_touches_no_photo() {
    let trial = Trial::of(&config());
    let key = trial.deployed.arn("ClusterKey");
    trial.allows("ClusterRole", &[Call::new("kms:Decrypt", key.clone())]);
    trial.refuses("ClusterRole", &[Call::new("kms:ScheduleKeyDeletion", key)]);
    trial.refuses("ClusterRole", &[Call::new("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/other")]);
    for role in ["ClusterRole", "ClusterNodeRole", "ClusterCniRole"] {
        trial.refuses_on(role, "s3:GetObject", &Folder::ALL);
        trial.refuses(role, &trial.write_record("classified/0.jsonl"));
    }
}

#[test]
fn roles_of_the_cluster_have_only_the_policies_of_aws_that_its_agents_need() {
    let stack = deployed("yes");
    let managed = |role: &str| stack.properties(role)["ManagedPolicyArns"].clone();
    let aws = |names: &[&str]| -> Value {
        names.iter().map(|name| json!(format!("arn:aws:iam::aws:policy/{name}"))).collect()
    };
    assert_eq!(managed("ClusterRole"), aws(&["AmazonEKSClusterPolicy"]));
    let node = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];
    assert_eq!(managed("ClusterNodeRole"), aws(&node));
    assert_eq!(managed("ClusterCniRole"), aws(&["AmazonEKS_CNI_Policy"]));
    assert_eq!(managed("BatchRole"), Value::Null);
}
