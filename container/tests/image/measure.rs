//! Figures, not promises: `cargo test -p apoyo-worker --test image measure -- --ignored --nocapture`, with the binary to
//! measure in `APOYO_WORKER` (default: the one that cargo builds for the tests).

use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::shard::{Scenes, Shard, variables};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the real clock")]
fn now() -> Instant {
    Instant::now()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn a_shard_of_photos_of_20_megapixels() {
    let worker = std::env::var("APOYO_WORKER").unwrap_or_else(|_| env!("CARGO_BIN_EXE_worker").to_owned());
    let shard = Shard::rendered(60, Scenes { count: 12, megapixels: 20.0 }).await;
    println!("{worker}: {} bytes", std::fs::metadata(&worker).unwrap().len());
    let mut command = Command::new(worker);
    command.envs(variables(&shard.plain_endpoint())).stdout(Stdio::piped());
    let start = now();
    let mut child = command.spawn().unwrap();
    let process = child.id().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut peak, mut summary) = (String::new(), Value::Null);
    while let Some(line) = lines.next_line().await.unwrap() {
        summary = serde_json::from_str(&line).unwrap();
        if summary["message"] == "started" {
            println!("started, with its network read: {:?}", start.elapsed());
        }
        peak = high_water(process).unwrap_or(peak);
    }
    let took = start.elapsed().as_secs_f64();
    assert!(child.wait().await.unwrap().success());
    let (photos, bytes) = (summary["photos"].as_f64().unwrap(), summary["bytes"].as_f64().unwrap());
    println!(
        "{photos} photos, {:.1} MB each, in {took:.1} s: {:.1} photos/s",
        bytes / photos / 1e6,
        photos / took
    );
    println!("peak memory {peak}");
}

/// `VmHWM`, the most memory that the process had at once.
fn high_water(process: u32) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned())
}
