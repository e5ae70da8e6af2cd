//! The lane `batch`, where the configuration asks for it.

use apoyo_cfn::Parameter;
use apoyo_constructs::{
    BatchLane, BatchLaneProps, Cluster, ClusterProps, Compute, ConstructId, GpuCount, JobSize, Network,
    NetworkProps, PhotoBucket, RecordFolder, Repository, Stack,
};
use apoyo_photo::Folder;

use crate::config::{ComputeChoice, Config, PrincipalArn};
use crate::environment::environment;
use crate::kubernetes;

/// Adds network, cluster, repository, queue and job definition; `None` where there is no such lane.
pub(crate) fn define(stack: &mut Stack, config: &Config, photos: &PhotoBucket) -> Option<BatchLane> {
    if config.batch.compute == ComputeChoice::Off {
        return None;
    }
    let log_retention = config.functions.log_days.retention();
    let network =
        NetworkProps { cidr: config.network.cidr.cidr(), nat: config.network.nat.nat(), log_retention };
    let network = Network::define(stack, &ConstructId::new("Network"), &network);
    let images = Repository::define(stack, &ConstructId::new("Images"), "worker");
    let props = BatchLaneProps {
        compute: compute(stack, config, &network)?,
        max_vcpus: config.batch.max_vcpus.get(),
        size: JobSize {
            vcpus: config.batch.job_vcpus.get(),
            memory_mebibytes: config.batch.job_mebibytes.get(),
            gpus: GpuCount(config.batch.job_gpus.get()),
        },
        architecture: config.functions.architecture.architecture(),
        image_tag: stack.parameter(&ConstructId::new("WorkerImageTag"), image_tag()),
        environment: environment(config, photos),
        log_retention,
    };
    let mut lane = BatchLane::define(stack, &ConstructId::new("Batch"), &props, (&network, &images));
    grant_needs(&mut lane, photos);
    stack.output("WorkerRepositoryUri", "Repository that the worker's image is pushed to.", images.uri());
    stack.output("JobQueueArn", "Queue of the lane batch.", lane.queue_arn());
    if let Some(cluster) = props.compute.cluster() {
        kubernetes::outputs(stack, cluster);
    }
    Some(lane)
}

/// The worker looks at photos in work with the handler of `classify`, over a shard of the manifest.
fn grant_needs(lane: &mut BatchLane, photos: &PhotoBucket) {
    photos.grant_list(&mut lane.role, &[Folder::Waiting, Folder::InWork]);
    photos.grant_read_waiting(&mut lane.role);
    photos.grant_read_in_work(&mut lane.role);
    photos.grant_records(&mut lane.role, RecordFolder::Write);
}

fn compute(stack: &mut Stack, config: &Config, network: &Network) -> Option<Compute> {
    let instance_types = || config.batch.instance_types.iter().map(|kind| kind.as_str().to_owned()).collect();
    match config.batch.compute {
        ComputeChoice::Off => None,
        ComputeChoice::Fargate => Some(Compute::Fargate),
        ComputeChoice::FargateSpot => Some(Compute::FargateSpot),
        ComputeChoice::Ec2Spot => Some(Compute::Ec2Spot { instance_types: instance_types() }),
        ComputeChoice::Eks => {
            let cluster = Cluster::define(stack, &ConstructId::new("Cluster"), &cluster(config), network);
            Some(Compute::Eks { instance_types: instance_types(), cluster })
        }
    }
}

fn cluster(config: &Config) -> ClusterProps {
    let texts = |arns: &[PrincipalArn]| arns.iter().map(|arn| arn.as_str().to_owned()).collect();
    ClusterProps {
        version: config.eks.version.as_str().to_owned(),
        endpoint: config.eks.endpoint(),
        admins: texts(&config.eks.admins),
        watchers: texts(&config.eks.watchers),
        log_retention: config.functions.log_days.retention(),
    }
}

fn image_tag() -> Parameter {
    Parameter {
        kind: "String".to_owned(),
        description: "Tag of the worker's image; it is the hash of the content.".to_owned(),
        default: None,
        allowed_values: Vec::new(),
        allowed_pattern: Some("[0-9a-f]{12,64}".to_owned()),
        constraint_description: Some("must be 12 to 64 hexadecimal digits".to_owned()),
    }
}
