//! Bills computed by hand, written out as arithmetic.

use apoyo_cost::{
    Assumptions, Bill, CostError, Deployment, Group, Prices, Usd, Workload, bill, cluster, idle,
};
use apoyo_photo::Lane;
use apoyo_stack::Config;

/// 1,000 photos of 7 MB in ten executions: 100 photos each, 3 children of at most 40 photos, 2 shards.
const SMALL: Workload =
    Workload { photos: 1_000, photo_bytes: 7_000_000, executions: 10, lane: Lane::Lambda };
const GIB: f64 = 1_073_741_824.0;

fn made(config: &str, workload: Workload) -> Bill {
    let deployment = Deployment::of(Config::read(config).unwrap()).unwrap();
    bill(&workload, &deployment, &Prices::published(), &Assumptions::default()).unwrap()
}

#[track_caller]
fn is(bill: &Bill, name: &str, quantity: f64, usd: f64) {
    let item = bill.items.iter().find(|item| item.name == name);
    let item = item.unwrap_or_else(|| panic!("no {name} in\n{bill}"));
    assert!((item.quantity - quantity).abs() < 1e-6 * quantity, "{item}, not {quantity}");
    assert!((item.usd().dollars() - usd).abs() < 1e-6 * usd, "{item}, not {usd}");
}

#[test]
fn the_lane_lambda_by_hand() {
    let bill = made("", SMALL);
    let move_seconds = 0.483; // 4 x 0.1 + 7 / 85 = 0.48235, billed in milliseconds
    let classify_seconds = 0.370; // 2 x 0.1 + 7 / 85 + 2 x (0.0133 + 7 x 0.0043) = 0.36915
    is(&bill, "Lambda, calls", 3_020.0, 3_020.0 * 0.20 / 1e6);
    let starts = 100.0 * 10.0 * 0.060;
    let gigabytes = 256.0 / 1024.0;
    let stage = (1_000.0 * move_seconds + starts) * gigabytes;
    is(&bill, "Lambda, stage", stage, stage * 0.000_013_333_4);
    is(&bill, "Lambda, keep", stage / 2.0, stage / 2.0 * 0.000_013_333_4);
    let classify = (1_000.0 * classify_seconds + starts) * 1769.0 / 1024.0;
    is(&bill, "Lambda, classify", classify, classify * 0.000_013_333_4);

    is(&bill, "Step Functions, transitions", 10.0 * (6.0 + 3.0), 90.0 * 0.025 / 1e3);
    is(&bill, "Step Functions, children of Triage", 30.0, 30.0 / 1e6);
    // 8 rounds of 5 photos, each 2 moves, a look and 5 states: 8 x (2 x 0.48235 + 0.36915 + 0.25) = 12.67 s
    let triage = 30.0 * 12.7 * 64.0 / 1024.0;
    is(&bill, "Step Functions, time of Triage", triage, triage * 0.000_016_67);

    let reads = 1_000.0 * 5.0 + 10.0 * (1.0 + 1.0 + 3.0 + 100.0);
    is(&bill, "S3, GET and HEAD", reads, reads * 0.0004 / 1e3);
    let writes = 1_000.0 * 3.0 + 10.0 * (3.0 + 2.0 + 4.0);
    is(&bill, "S3, PUT, COPY and LIST", writes, writes * 0.005 / 1e3);
    is(&bill, "SQS, uploads", 3_000.0, 3_000.0 * 0.40 / 1e6);
    is(&bill, "EventBridge Pipes", 10.0, 10.0 * 0.40 / 1e6);
    is(&bill, "EventBridge Scheduler", 10.0, 10.0 / 1e6);
    is(&bill, "CloudWatch, age of the oldest photo", 10.0 / 730.0, 10.0 / 730.0 * 0.30);
    is(&bill, "X-Ray", 10.0 * (1.0 + 3.0), 40.0 * 5.0 / 1e6);
    let logs = 3_020.0 * 1_000.0 / GIB;
    is(&bill, "CloudWatch Logs, written", logs, logs * 0.50);
}

#[test]
fn the_lane_batch_by_hand() {
    let bill = made("batch: {compute: fargateSpot}", Workload { lane: Lane::Batch, ..SMALL });
    // 50 photos a shard, 0.0868 s each on 2 vCPUs, and 30 s to start: 32.2 s, but Fargate bills a minute
    let hours = 20.0 * 60.0 / 3600.0;
    is(&bill, "Fargate, vCPUs", hours * 2.0, hours * 2.0 * 0.016_19);
    is(&bill, "Fargate, memory", hours * 4.0, hours * 4.0 * 0.001_78);
    is(&bill, "Public addresses of workers", hours, hours * 0.005);
    is(&bill, "Step Functions, transitions", 10.0 * (8.0 + 2.0 * 3.0), 140.0 * 0.025 / 1e3);
    is(&bill, "Step Functions, children of Stage all", 30.0, 30.0 / 1e6);
    is(&bill, "Step Functions, children of Settle all", 30.0, 30.0 / 1e6);
    is(&bill, "Lambda, calls", 2_020.0, 2_020.0 * 0.20 / 1e6);
    // as the lane lambda; each shard reads 4 and its file is read; of two maps the second lists
    let reads = 1_000.0 * 5.0 + 10.0 * (1.0 + 3.0 + 100.0) + 20.0 * 5.0 + 10.0;
    is(&bill, "S3, GET and HEAD", reads, reads * 0.0004 / 1e3);
    // 10 parts of progress
    let writes = 1_000.0 * 3.0 + 10.0 * (3.0 + 4.0) + 20.0 + 10.0 + 10.0 * (2.0 * 2.0 + 1.0);
    is(&bill, "S3, PUT, COPY and LIST", writes, writes * 0.005 / 1e3);
    assert!(!bill.items.iter().any(|item| item.name == "Lambda, classify"));
}

#[test]
fn instances_are_paid_before_and_after_their_jobs_and_have_no_address_behind_a_nat_gateway() {
    let config = "batch: {compute: ec2Spot}\nnetwork: {nat: single}";
    let bill = made(config, Workload { lane: Lane::Batch, ..SMALL });
    let jobs = 20.0 * 60.0 / 3600.0 * 2.0;
    let around = 10.0 * (2.0 * 2.0) * 300.0 / 3600.0;
    is(&bill, "EC2 Spot, vCPUs", jobs + around, (jobs + around) * 0.018_125);
    is(&bill, "NAT gateway", 730.0, 730.0 * 0.045);
    assert!(!bill.items.iter().any(|item| item.name.starts_with("Public addresses")));
}

#[test]
fn a_cluster_costs_by_the_hour_and_says_that_its_logs_are_left_out() {
    let config = "batch: {compute: eks}\neks: {publicCidrs: [203.0.113.7/32]}";
    let bill = made(config, Workload { photos: 0, executions: 0, lane: Lane::Batch, ..SMALL });
    is(&bill, "EKS cluster", 730.0, 73.0);
    is(&bill, "KMS, key", 1.0, 1.0);
    assert!(bill.notes.iter().any(|note| note.contains("5 kinds of log")), "{bill}");
}

#[test]
fn copies_that_can_bring_a_photo_back_by_hand() {
    let gigabytes = 7e9 / GIB;
    let month = 730.0 / 24.0;
    let bill = made("", SMALL);
    let old = 2.0 * gigabytes * 7.0 / month;
    is(&bill, "S3, old versions", old, old * 0.023);
    let trash = gigabytes / 2.0 * (30.0 + 7.0) / month;
    is(&bill, "S3, trash and what it expires", trash, trash * 0.023);
    is(&bill, "S3, kept and in review", gigabytes / 2.0, gigabytes / 2.0 * 0.023);
    let without = made("bucket: {versionDays: 0, trashDays: 0}", SMALL);
    assert_eq!(without.of(&[Group::SafetyCopies]), Usd::ZERO);
    // HEAD, PUT, DELETE in place of HEAD, COPY, HEAD, DELETE for half of the photos
    let fewer = bill.of(&[Group::Requests]).dollars() - without.of(&[Group::Requests]).dollars();
    assert!((fewer - 500.0 * 0.0004 / 1e3).abs() < 1e-9, "{fewer}");
}

#[test]
fn a_key_of_ones_own_costs_a_dollar_and_a_hundredth_of_the_calls() {
    let bill = made("bucket: {kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k'}", SMALL);
    is(&bill, "KMS, key of one's own", 1.0, 1.0);
    let calls = (6_050.0 + 2.0 * 3_090.0) * 0.01;
    is(&bill, "KMS, calls by S3", calls, calls * 0.03 / 1e4);
}

#[test]
fn a_log_of_everything_costs_what_it_writes() {
    let bill = made("stateMachine: {log: all}", SMALL);
    let gigabytes = (3_020.0 * 1_000.0 + 1_000.0 * 32_000.0) / GIB;
    is(&bill, "CloudWatch Logs, written", gigabytes, gigabytes * 0.50);
    is(
        &bill,
        "CloudWatch Logs, kept",
        gigabytes * 30.0 * 24.0 / 730.0,
        gigabytes * 30.0 * 24.0 / 730.0 * 0.03,
    );
}

#[test]
fn nothing_to_sort_costs_what_the_stack_costs_idle() {
    let deployment = Deployment::of(Config::default()).unwrap();
    let none = Workload { photos: 0, executions: 0, ..SMALL };
    let prices = Prices::published();
    let bill = bill(&none, &deployment, &prices, &Assumptions::default()).unwrap();
    assert_eq!(bill.total(), idle(&deployment, &prices, &Assumptions::default()).total());
    assert_eq!(bill.timing, None);
    // 13 metrics of alarms, a dashboard, and a pipe that asks 15 times a minute
    let by_hand = 13.0 * 0.10 + 3.00 + 15.0 * 60.0 * 730.0 * 0.40 / 1e6;
    assert!((bill.total().dollars() - by_hand).abs() < 1e-9, "{bill}");
}

#[test]
fn an_execution_that_finds_nothing_lists_and_ends() {
    let bill = made("", Workload { photos: 0, executions: 30, ..SMALL });
    is(&bill, "Step Functions, transitions", 90.0, 90.0 * 0.025 / 1e3);
    is(&bill, "Lambda, calls", 30.0, 30.0 * 0.20 / 1e6);
    is(&bill, "S3, PUT, COPY and LIST", 90.0, 90.0 * 0.005 / 1e3);
}

#[test]
fn the_cluster_by_hand() {
    let cluster = cluster(&SMALL, &Prices::published(), &Assumptions::default());
    let by_hand = 730.0 * (0.10 + 3.0 * 0.026 + 0.05) + 3.0 * 20.0 * 0.08 + 7e9 / GIB * 0.05;
    assert!((cluster.total().dollars() - by_hand).abs() < 1e-9, "{cluster}");
}

#[test]
fn a_lane_that_is_not_deployed_has_no_bill() {
    let deployment = Deployment::of(Config::default()).unwrap();
    let wanted = Workload { lane: Lane::Batch, ..SMALL };
    let refused = bill(&wanted, &deployment, &Prices::published(), &Assumptions::default()).unwrap_err();
    assert!(matches!(refused, CostError::NoBatchLane), "{refused}");
}

#[test]
fn times_by_hand() {
    let lambda = made("", Workload { photos: 30_000, executions: 1, ..SMALL });
    // 750 children, 40 at once: 19 rounds of 12.67 s; listing 30 pages, three more calls; reading 800 thumbnails by 16
    let triage = 19.0 * 8.0 * (2.0 * (0.4 + 7.0 / 85.0) + 0.2 + 7.0 / 85.0 + 0.086_8 + 0.25);
    let by_hand = 3.3 + triage + 5.7;
    assert!((lambda.timing.unwrap().seconds() - by_hand).abs() < 1e-6);
    let config = "batch: {compute: fargate, maxVcpus: 8}";
    let batch = made(config, Workload { photos: 30_000, executions: 1, lane: Lane::Batch, ..SMALL });
    // 21 shards of 1,428.6 photos at 0.0868 s on 2 vCPUs and 30 s to start: 92 s; 4 at once: 6 rounds
    let classify = batch.timing.unwrap().phases.into_iter().find(|phase| phase.name == "Classify all");
    assert!((classify.unwrap().seconds - (60.0 + 6.0 * 92.0)).abs() < 1e-6);
}
