use super::*;
use crate::trial::properties;
use crate::{ClusterProps, Endpoint, GpuCount, JobSize, Nat, NetworkProps};

fn network(stack: &mut Stack) -> Network {
    let log_retention = LogRetention::days(30).unwrap();
    let props = NetworkProps { cidr: "10.42.0.0/16".parse().unwrap(), nat: Nat::None, log_retention };
    Network::define(stack, &ConstructId::new("Network"), &props)
}

fn defined(compute: Compute) -> (Stack, BatchLane) {
    let mut stack = Stack::new("test");
    let network = network(&mut stack);
    lane(stack, &network, compute)
}

fn defined_on_kubernetes() -> (Stack, BatchLane) {
    let mut stack = Stack::new("test");
    let network = network(&mut stack);
    let props = ClusterProps {
        version: "1.36".into(),
        endpoint: Endpoint::Private,
        admins: vec![],
        watchers: vec![],
        log_retention: LogRetention::days(30).unwrap(),
    };
    let cluster = Cluster::define(&mut stack, &ConstructId::new("Cluster"), &props, &network);
    lane(stack, &network, Compute::Eks { instance_types: vec!["c7g".into()], cluster })
}

fn lane(mut stack: Stack, network: &Network, compute: Compute) -> (Stack, BatchLane) {
    let images = Repository::define(&mut stack, &ConstructId::new("Images"), "worker");
    let props = BatchLaneProps {
        compute,
        max_vcpus: 32,
        size: JobSize { vcpus: 2, memory_mebibytes: 4096, gpus: GpuCount(0) },
        architecture: Architecture::Arm64,
        image_tag: "ImageTag".parse().unwrap(),
        environment: vec![],
        log_retention: LogRetention::days(30).unwrap(),
    };
    let lane = BatchLane::define(&mut stack, &ConstructId::new("Batch"), &props, (network, &images));
    (stack, lane)
}

#[test]
fn spot_is_tried_before_what_is_sure() {
    let (stack, lane) = defined(Compute::FargateSpot);
    let order = &properties(&stack, "BatchQueue")["ComputeEnvironmentOrder"];
    assert_eq!(order[0]["ComputeEnvironment"], json!({"Ref": "BatchFargateSpot"}));
    assert_eq!(order[1]["ComputeEnvironment"], json!({"Ref": "BatchFargate"}));
    drop(lane);
}

#[test]
fn the_container_is_nobody_and_cannot_write_its_root() {
    let (stack, lane) = defined(Compute::Fargate);
    let container = &properties(&stack, "BatchJob")["ContainerProperties"];
    assert_eq!(
        (&container["User"], &container["ReadonlyRootFilesystem"]),
        (&json!("65534:65534"), &json!(true))
    );
    assert_eq!(container["NetworkConfiguration"]["AssignPublicIp"], json!("ENABLED"));
    drop(lane);
}

#[test]
fn a_running_execution_finds_the_revision_that_it_was_started_with_after_a_deployment() {
    let (stack, lane) = defined(Compute::Fargate);
    let policy = &properties(&stack, "BatchJob")["ResourceRetentionPolicy"];
    assert_eq!(*policy, json!({"SkipDeregisterOnUpdate": true}));
    drop(lane);
}

#[test]
fn instances_give_their_role_to_no_container() {
    let (stack, lane) = defined(Compute::Ec2Spot { instance_types: vec!["c7g".into()] });
    let options = &properties(&stack, "BatchLaunchTemplate")["LaunchTemplateData"]["MetadataOptions"];
    assert_eq!(
        (&options["HttpTokens"], &options["HttpPutResponseHopLimit"]),
        (&json!("required"), &json!(1))
    );
    drop(lane);
}

#[test]
fn on_kubernetes_queue_and_nodes_wait_for_the_manifests() {
    let (stack, lane) = defined_on_kubernetes();
    let waiting: Vec<_> = stack
        .template()
        .resources
        .iter()
        .filter(|(_, resource)| resource.condition.is_some())
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(waiting, ["BatchNodes", "BatchQueue"]);
    assert_eq!(lane.platform().as_str(), "eks");
    drop(lane);
}

#[test]
fn on_kubernetes_a_job_says_nothing_that_batch_refuses_there() {
    let (stack, lane) = defined_on_kubernetes();
    let job = properties(&stack, "BatchJob");
    for field in ["ContainerProperties", "PlatformCapabilities", "PropagateTags"] {
        assert!(!job.contains_key(field), "{field}");
    }
    let identity = properties(&stack, "BatchIdentity");
    let pod = &job["EksProperties"]["PodProperties"];
    assert_eq!(identity["ServiceAccount"], pod["ServiceAccountName"]);
    drop(lane);
}

#[test]
fn a_state_machine_submits_to_this_queue_and_this_definition_only() {
    let (mut stack, lane) = defined(Compute::Fargate);
    let props = RoleProps { service: Service::States, description: "trial".into() };
    let mut machine = Role::define(&mut stack, &ConstructId::new("Machine"), &props);
    lane.grant_run(&mut machine);
    let submit = json!(machine.statements()[0]);
    assert_eq!(submit["Action"], json!(["batch:SubmitJob"]));
    assert!(submit["Resource"][0].to_string().ends_with("job-queue/${AWS::StackName}-classify\"}"));
    assert!(submit["Resource"][1].to_string().ends_with("${AWS::StackName}-classify:*\"}"));
    drop((lane, machine));
}
