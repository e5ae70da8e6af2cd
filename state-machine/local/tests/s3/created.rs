//! What was uploaded is told of, once it is there and until somebody has taken it over.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use apoyo_local::s3::{CreatedBy, EmbeddedS3, ObjectCreated};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use crate::doors::{BUCKET, both, memory, options};

const FOLDER: &str = "APOYO_CREATED_FOLDER";
const FIRST: &str = "APOYO_CREATED_FIRST";
const ROUNDS: usize = 12;

fn told(created: &[ObjectCreated]) -> Vec<(&str, CreatedBy)> {
    created.iter().map(|one| (one.key.as_str(), one.reason)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_create_an_object_is_told_and_others_are_not() {
    for door in both().await {
        door.put("in/before", b"nobody listens yet").await;
        door.s3.announce(BUCKET, "in/");
        let etag = door.put("in/put", b"photo").await;
        door.put("out/put", b"elsewhere").await;
        let copy =
            door.client.copy_object().bucket(BUCKET).key("in/copy").copy_source(format!("{BUCKET}/out/put"));
        copy.send().await.unwrap();
        let id = door.client.create_multipart_upload().bucket(BUCKET).key("in/parts").send().await.unwrap();
        let id = id.upload_id.unwrap();
        let part = door.client.upload_part().bucket(BUCKET).key("in/parts").upload_id(&id).part_number(1);
        let part = part.body(b"part".to_vec().into()).send().await.unwrap();
        let part = CompletedPart::builder().part_number(1).set_e_tag(part.e_tag).build();
        let whole = door.client.complete_multipart_upload().bucket(BUCKET).key("in/parts").upload_id(&id);
        let whole = whole.multipart_upload(CompletedMultipartUpload::builder().parts(part).build());
        whole.send().await.unwrap();
        let refused = door.client.put_object().bucket(BUCKET).key("in/put").if_none_match("*");
        refused.body(b"other".to_vec().into()).send().await.unwrap_err();
        let created = door.s3.created(100).await.unwrap();
        let expected = [
            ("in/put", CreatedBy::Put),
            ("in/copy", CreatedBy::Copy),
            ("in/parts", CreatedBy::MultipartUpload),
        ];
        assert_eq!(told(&created), expected);
        assert_eq!((created[0].size, format!("\"{}\"", created[0].etag)), (5, etag));
        assert!(created.is_sorted_by(|a, b| a.sequencer < b.sequencer && a.number < b.number));
        door.s3.forget_created(&[created[0].number, created[2].number]).await.unwrap();
        assert_eq!(told(&door.s3.created(100).await.unwrap()), [("in/copy", CreatedBy::Copy)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_told_of_the_next_one() {
    let door = memory();
    door.s3.announce(BUCKET, "");
    let s3 = door.s3.clone();
    let waiting = tokio::spawn(async move { s3.created(1).await.unwrap() });
    door.put("first", b"1").await;
    assert_eq!(told(&waiting.await.unwrap()), [("first", CreatedBy::Put)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_never_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for _ in 0..3 {
        let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
        s3.announce(BUCKET, "in/");
        s3.client().put_object().bucket(BUCKET).key("in/a").send().await.unwrap();
        let created = s3.created(10).await.unwrap();
        assert_eq!(created.len(), 1, "what was forgotten does not come again");
        assert!(created[0].number > last);
        last = created[0].number;
        s3.forget_created(&[last]).await.unwrap();
    }
}

#[test]
#[ignore = "the child of another test"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let first: usize = std::env::var(FIRST).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let s3 = EmbeddedS3::open(&options(Path::new(&folder))).unwrap();
        s3.announce(BUCKET, "in/");
        for step in first.. {
            let key = format!("in/{step}");
            s3.client()
                .put_object()
                .bucket(BUCKET)
                .key(&key)
                .body(vec![1; 5_000].into())
                .send()
                .await
                .unwrap();
            let mut out = std::io::stdout().lock();
            writeln!(out, "ACK\t{step}").unwrap();
            out.flush().unwrap();
        }
    });
}

/// Uploads until it is killed after `steps` more acknowledged ones; the last that was acknowledged.
fn killed_after(folder: &Path, first: usize, steps: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["created::child", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let step = |line: String| line.split_once("ACK\t").map(|(_, step)| step.parse().unwrap());
    let reached = lines.by_ref().filter_map(step).nth(steps - 1).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    lines.filter_map(step).last().unwrap_or(reached)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_acknowledged_before_a_kill_is_told_of_and_one_that_never_came_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut next = 0;
    for round in 0..ROUNDS {
        let (path, first) = (folder.path().to_owned(), next);
        let last =
            tokio::task::spawn_blocking(move || killed_after(&path, first, 1 + round % 5)).await.unwrap();
        let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
        let created: BTreeSet<_> =
            s3.created(100_000).await.unwrap().into_iter().map(|one| one.key).collect();
        let acknowledged: BTreeSet<_> = (0..=last).map(|step| format!("in/{step}")).collect();
        assert!(created.is_superset(&acknowledged), "round {round}: {created:?}");
        for key in &created {
            s3.client().head_object().bucket(BUCKET).key(key).send().await.unwrap();
        }
        next = created.len();
    }
}
