use apoyo_stack::{ArchitectureChoice, NatChoice};

use crate::fan_out::FanOut;
use crate::lambda_calls;
use crate::lambda_lane::{moving_calls, per_photo, shared_requests, transitions};
use crate::lambda_time::StepTimes;
use crate::workload::count;
use crate::{
    Assumptions, Deployment, Execution, Group, Grouped, Item, Platform, PriceId, Prices, S3Calls, requests,
};

/// What the lane `batch` costs: functions stage and settle, workers classify shards.
pub(crate) fn items(
    execution: &Execution,
    deployment: &Deployment,
    prices: &Prices,
    assumptions: &Assumptions,
) -> Vec<Item> {
    let with = (deployment, prices, assumptions);
    let calls = moving_calls(execution, deployment, assumptions);
    let mut items = lambda_calls::items(&calls, execution, with);
    items.extend(workers(execution, with));
    items.push(transitions(execution, prices));
    for map in maps(execution, assumptions) {
        items.extend(map.items(execution, (prices, assumptions)));
    }
    let calls = shared_requests(execution, deployment, assumptions) + worker_requests(execution);
    let [reads, writes] = per_photo(execution, ["2 + 1 + 2", "1 + 1 + 1"]);
    let shards = format!("; {} shards x", Grouped(shards(execution)));
    let formulas = [format!("{reads}{shards} 5"), format!("{writes}{shards} (1 + parts of progress)")];
    items.extend(requests::items(calls, formulas, with));
    items
}

/// The two Distributed Maps of the lane: staging all, settling all.
pub(crate) fn maps(execution: &Execution, assumptions: &Assumptions) -> [FanOut; 2] {
    let times = StepTimes(assumptions);
    let seconds = times.safe_move(execution);
    let map = |name, states| {
        let child_seconds = times.child(execution, seconds, states);
        FanOut { name, child_seconds, states }
    };
    [map("Stage all", 1.0), map("Settle all", 4.0)]
}

/// Jobs of all executions of the month.
fn shards(execution: &Execution) -> f64 {
    execution.working * count(execution.shards)
}

/// What the workers call, and what Step Functions calls for their sake: for each shard GET of its file (is it done?), of
/// what was staged (manifest and file) and of progress (none yet), PUT of its file and of its progress part by part; the
/// second Map lists the shards' files and reads each.
fn worker_requests(execution: &Execution) -> S3Calls {
    let photos = execution.photos_a_month;
    let bytes = count(execution.photo_bytes);
    // A part for each 100 photos or 1 GB (`container/src/progress.rs`); the last photos of a shard need none.
    let parts = (photos / 100.0).max(photos * bytes / 1e9).floor();
    let shard = S3Calls { reads: 4.0 + 1.0, writes: 1.0, deletes: 0.0 }.times(shards(execution));
    let listing = S3Calls { reads: -1.0, writes: 1.0, deletes: 0.0 };
    let progress = S3Calls { reads: 0.0, writes: parts, deletes: 0.0 };
    // The second Map reads no manifest.
    let maps = (S3Calls::MAP_RUN.times(2.0) + listing).times(execution.working);
    S3Calls::CLASSIFY.times(photos) + shard + progress + maps
}

/// Photos that one core holds at once while others are on the network (`container/src/read_ahead.rs`).
const READ_AHEAD_PHOTOS: f64 = 4.0;
const READ_AHEAD_MEGABYTES: f64 = 256.0;

/// Seconds that one worker is paid for one shard: starting, then its photos on all its vCPUs. Photos are fetched while
/// others are looked at, so the slower of the two counts.
pub(crate) fn shard_seconds(
    execution: &Execution,
    deployment: &Deployment,
    assumptions: &Assumptions,
) -> f64 {
    let megabytes = execution.photo_megabytes();
    let core = assumptions.network_milliseconds + assumptions.decode_milliseconds_per_megabyte * megabytes;
    let look = core * assumptions.vcpu_slowness / 1000.0;
    let ahead = READ_AHEAD_PHOTOS.min(READ_AHEAD_MEGABYTES / megabytes.max(1.0)).max(1.0);
    let fetch = 2.0 * assumptions.s3_milliseconds / 1000.0 + megabytes / assumptions.s3_megabytes_per_second;
    let photos = count(execution.photos) / count(execution.shards);
    let vcpus = f64::from(deployment.config().batch.job_vcpus.get());
    // Fargate bills whole seconds, a minute at least.
    (assumptions.container_start_seconds + photos * look.max(fetch / ahead) / vcpus).ceil().max(60.0)
}

fn workers(
    execution: &Execution,
    (deployment, prices, assumptions): (&Deployment, &Prices, &Assumptions),
) -> Vec<Item> {
    let batch = &deployment.config().batch;
    let seconds = shard_seconds(execution, deployment, assumptions);
    let (vcpus, memory) = (f64::from(batch.job_vcpus.get()), f64::from(batch.job_mebibytes.get()) / 1024.0);
    let jobs = shards(execution);
    let hours = jobs * seconds / 3600.0;
    let times = format!("{} shards x {seconds} s / 3,600", Grouped(jobs));
    let item = |name: &str, formula: String, quantity: f64, price: PriceId| Item {
        group: Group::Compute,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(price),
    };
    let arm = deployment.config().functions.architecture == ArchitectureChoice::Arm64;
    let mut items = match deployment.platform() {
        None => vec![],
        Some(Platform::Instances) => {
            let price = if arm { PriceId::Ec2SpotArm64Vcpus } else { PriceId::Ec2SpotX86Vcpus };
            let overhead = instance_hours(execution, deployment, assumptions);
            let formula = format!("{times} x {vcpus} vCPUs + {} around the jobs", Grouped(overhead));
            vec![item("EC2 Spot, vCPUs", formula, hours * vcpus + overhead, price)]
        }
        Some(platform) => {
            let (vcpu_price, memory_price) = fargate_prices(platform, arm);
            vec![
                item("Fargate, vCPUs", format!("{times} x {vcpus} vCPUs"), hours * vcpus, vcpu_price),
                item("Fargate, memory", format!("{times} x {memory} GB"), hours * memory, memory_price),
            ]
        }
    };
    if deployment.config().network.nat == NatChoice::None {
        items.push(item("Public addresses of workers", times, hours, PriceId::PublicAddresses));
    }
    items
}

fn fargate_prices(platform: Platform, arm: bool) -> (PriceId, PriceId) {
    match (platform, arm) {
        (Platform::FargateSpot, true) => (PriceId::FargateSpotArm64Vcpus, PriceId::FargateSpotArm64Memory),
        (Platform::FargateSpot, false) => (PriceId::FargateSpotX86Vcpus, PriceId::FargateSpotX86Memory),
        (_, true) => (PriceId::FargateArm64Vcpus, PriceId::FargateArm64Memory),
        (_, false) => (PriceId::FargateX86Vcpus, PriceId::FargateX86Memory),
    }
}

/// vCPU-hours of instances that are up without a job: before the first, and after the last.
fn instance_hours(execution: &Execution, deployment: &Deployment, assumptions: &Assumptions) -> f64 {
    let batch = &deployment.config().batch;
    let wanted = count(execution.shards) * f64::from(batch.job_vcpus.get());
    let at_once = wanted.min(f64::from(batch.max_vcpus.get()));
    execution.working * at_once * assumptions.instance_overhead_seconds / 3600.0
}
