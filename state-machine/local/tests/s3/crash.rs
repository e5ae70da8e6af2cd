//! A child process writes and is killed with SIGKILL at any point; what it was told is there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use apoyo_local::s3::EmbeddedS3;
use aws_sdk_s3::Client;
use aws_sdk_s3::types::MetadataDirective;

use crate::doors::{BUCKET, options};

const ROUNDS: u64 = 40;
const WRITERS: u64 = 4;
const FOLDER: &str = "APOYO_CRASH_FOLDER";
const FIRST: &str = "APOYO_CRASH_FIRST";

fn body(writer: u64, step: u64) -> Vec<u8> {
    let length = usize::try_from(1 + step * 7919 % 300_000).unwrap();
    format!("{writer} {step};").into_bytes().into_iter().cycle().take(length).collect()
}

/// Writes, copies and deletes under its own keys; prints each step that was acknowledged.
async fn write_on(client: Client, writer: u64, first: u64) {
    for step in first.. {
        let (key, copy) = (format!("w{writer}/photo"), format!("c{writer}/copy of photo"));
        let put = client.put_object().bucket(BUCKET).key(&key).metadata("step", step.to_string());
        put.body(body(writer, step).into()).send().await.unwrap();
        acknowledge(&key, step);
        let copied = client.copy_object().bucket(BUCKET).key(&copy).copy_source(format!("{BUCKET}/{key}"));
        let copied = copied.metadata_directive(MetadataDirective::Replace).metadata("step", step.to_string());
        copied.metadata("copied", "yes").send().await.unwrap();
        acknowledge(&copy, step);
        if step % 5 == 0 {
            client.delete_object().bucket(BUCKET).key(&key).send().await.unwrap();
            acknowledge(&format!("-{key}"), step);
        }
    }
}

fn acknowledge(what: &str, step: u64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ACK\t{what}\t{step}").unwrap();
    out.flush().unwrap();
}

#[test]
#[ignore = "the child of another test"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let first: u64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let s3 = EmbeddedS3::open(&options(Path::new(&folder))).unwrap();
        let writers = (0..WRITERS).map(|writer| tokio::spawn(write_on(s3.client(), writer, first)));
        futures::future::join_all(writers).await;
    });
}

fn start(folder: &Path, first: u64) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::child", "--ignored", "--nocapture"]);
    command.env(FOLDER, folder).env(FIRST, first.to_string());
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills the child once it acknowledged `count` steps; it goes on meanwhile, so it dies at any point of a step.
fn run_and_kill(folder: &Path, first: u64, count: u64) -> Vec<(String, u64)> {
    let mut child = start(folder, first);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    let mut note = |line: &str| {
        let mut fields = line.split('\t').skip_while(|field| !field.ends_with("ACK")).skip(1);
        if let (Some(key), Some(step)) = (fields.next(), fields.next().and_then(|step| step.parse().ok())) {
            acknowledged.push((key.to_owned(), step));
        }
    };
    for line in lines.by_ref().map_while(Result::ok) {
        note(&line);
        if line.contains("ACK") && steps_done(&line) >= count {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    lines.map_while(Result::ok).for_each(|line| note(&line));
    acknowledged
}

/// How many steps the writer of this line has behind it in this round.
fn steps_done(line: &str) -> u64 {
    let step: u64 = line.rsplit('\t').next().and_then(|step| step.parse().ok()).unwrap_or_default();
    step % 1000
}

async fn check(client: &Client, key: &str, writer: u64) -> Option<u64> {
    let got = client.get_object().bucket(BUCKET).key(key).send().await;
    let got = match got {
        Err(error) => {
            assert!(error.into_service_error().is_no_such_key());
            return None;
        }
        Ok(got) => got,
    };
    let metadata = got.metadata().cloned().unwrap_or_default();
    let step: u64 = metadata.get("step").expect("the row is there with the file").parse().unwrap();
    assert_eq!(metadata.contains_key("copied"), key.starts_with('c'), "{key}");
    let bytes = got.body.collect().await.unwrap().to_vec();
    assert!(bytes == body(writer, step), "{key} of step {step} has {} other bytes", bytes.len());
    Some(step)
}

#[test]
fn what_was_acknowledged_outlives_kill_9_at_any_point() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut last: BTreeMap<String, (u64, bool)> = BTreeMap::new();
    let mut steps = 0;
    for round in 0..ROUNDS {
        let first = (round + 1) * 1000;
        let acknowledged = run_and_kill(folder.path(), first, round % 7);
        steps += acknowledged.len();
        for (key, step) in acknowledged {
            let is_there = !key.starts_with('-');
            last.insert(key.trim_start_matches('-').to_owned(), (step, is_there));
        }
        runtime.block_on(async {
            let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
            let client = s3.client();
            for writer in 0..WRITERS {
                for key in [format!("w{writer}/photo"), format!("c{writer}/copy of photo")] {
                    let found = check(&client, &key, writer).await;
                    match (last.get(&key), found) {
                        (Some((step, true)), Some(found)) => assert!(found >= *step, "{key} went back"),
                        // The next step's delete may have happened without its answer.
                        (Some((step, true)), None) => {
                            assert!(step % 5 == 0 && key.starts_with('w'), "{key} is lost");
                        }
                        (Some((step, false)), Some(found)) => assert!(found > *step, "{key} came back"),
                        (Some((_, false)) | None, _) => {}
                    }
                }
            }
            let listed = client.list_objects_v2().bucket(BUCKET).send().await.unwrap();
            assert!(listed.contents().len() <= 8);
            assert_eq!(std::fs::read_dir(folder.path().join(".apoyo/staging")).unwrap().count(), 0);
        });
    }
    assert!(steps > usize::try_from(ROUNDS).unwrap(), "the child did too little to be a test: {steps}");
}
