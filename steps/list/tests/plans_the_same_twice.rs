//! `list` against the model of S3.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_list::{
    BatchLane, Config, ListError, NothingElseRuns, OldestWaiting, RunningExecutions, UnknownWhetherRunning,
    handle,
};
use apoyo_photo::step::{ListInput, Plan, StageInput};
use apoyo_photo::{ErrorName, ExecutionName, Folders, Lane, ManifestLine};
use serde_json::{Value, json};

#[derive(Debug)]
struct Runs(&'static str);

impl RunningExecutions for Runs {
    async fn is_running(&self, execution: &ExecutionName) -> Result<bool, UnknownWhetherRunning> {
        Ok(execution.as_str() == self.0)
    }
}

fn config() -> Config {
    Config { bucket: "fotos".into(), folders: Folders::default(), batch_lane: BatchLane::Absent }
}

fn input(execution: &str, input: Value) -> ListInput {
    ListInput { execution: execution.parse().unwrap(), started: "2026-11-21T08:00:00Z".into(), input }
}

async fn plan(model: &S3Model, wanted: Value) -> Result<Plan, ListError> {
    let listed = handle(&model.plain_bucket(), &NothingElseRuns, &config(), &input("x", wanted)).await?;
    Ok(listed.plan)
}

/// What the metric says when `x` lists, beside executions of which `alive` runs.
async fn oldest(model: &S3Model, wanted: Value) -> OldestWaiting {
    let bucket = model.plain_bucket();
    handle(&bucket, &Runs("alive"), &config(), &input("x", wanted)).await.unwrap().oldest
}

/// When an object was written, as the model's listings say: a second after the last one.
fn written(model: &S3Model, key: &str) -> OldestWaiting {
    let seconds = i64::try_from(model.get(key).unwrap().modified).unwrap();
    OldestWaiting::Since { unix_seconds: 1_795_219_200 + seconds }
}

fn lines(model: &S3Model) -> Vec<ManifestLine> {
    let manifest = model.get("ejecuciones/x/manifest.jsonl").unwrap().bytes;
    manifest
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect()
}

fn keys(model: &S3Model) -> Vec<String> {
    lines(model).into_iter().map(|line| line.key.into()).collect()
}

async fn stage(model: &S3Model, key: &str, execution: &str, cut: Option<usize>) {
    let object = model.get(key).unwrap();
    let photo =
        ManifestLine { key: key.parse().unwrap(), size: 1, etag: object.etag, owner: None, content: None };
    let input = StageInput { execution: execution.parse().unwrap(), photo, dry_run: false };
    let script = At::new(cut.unwrap_or(usize::MAX), Fault::Before(Failure::Lost));
    let staged = apoyo_stage::handle(&model.bucket(Arc::new(script)), &Folders::default(), &input).await;
    assert_eq!(staged.is_err(), cut.is_some());
}

#[tokio::test]
async fn every_photo_that_waits_is_listed_page_by_page_in_order() {
    let model = S3Model::new().with_pages_of(2);
    for name in ["b é.jpg", "a+1.jpg", "sub/", "sub/c%.jpg", "empty.jpg", "z\u{1}.jpg"] {
        let bytes: &[u8] = if name == "empty.jpg" { b"" } else { name.as_bytes() };
        model.put(&format!("sin procesar/{name}"), bytes);
    }
    model.put("procesadas/old.jpg", b"old");
    let plan = plan(&model, json!({})).await.unwrap();
    let expected =
        ["a+1.jpg", "b é.jpg", "empty.jpg", "sub/c%.jpg", "z\u{1}.jpg"].map(|n| format!("sin procesar/{n}"));
    assert_eq!(keys(&model), expected);
    assert_eq!((plan.photos, plan.bytes), (5, 8 + 7 + 10 + 6));
    assert_eq!(plan.results, "ejecuciones/x/results");
}

#[tokio::test]
async fn a_second_call_answers_from_the_manifest_that_is_there() {
    let model = S3Model::new();
    model.put("sin procesar/a.jpg", b"a");
    let first = plan(&model, json!({})).await.unwrap();
    model.put("sin procesar/b.jpg", b"later");
    assert_eq!(plan(&model, json!({})).await.unwrap(), first);
    assert_eq!(keys(&model), ["sin procesar/a.jpg"]);
}

#[tokio::test]
async fn a_fault_at_any_call_leaves_no_half_manifest() {
    for at in 0..5 {
        for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Lost)] {
            let model = S3Model::new().with_pages_of(1);
            model.put("sin procesar/a.jpg", b"a");
            model.put("sin procesar/b.jpg", b"b");
            let bucket = model.bucket(Arc::new(At::new(at, fault)));
            let _ = handle(&bucket, &NothingElseRuns, &config(), &input("x", json!({}))).await;
            assert_eq!(plan(&model, json!({})).await.unwrap().photos, 2, "{fault:?} at {at}");
            assert_eq!(keys(&model).len(), 2);
        }
    }
}

#[tokio::test]
async fn leftovers_of_an_ended_execution_are_adopted_and_those_of_a_running_one_are_not() {
    let model = S3Model::new();
    for name in ["a", "b"] {
        model.put(&format!("sin procesar/{name}.jpg"), name.as_bytes());
    }
    let waited = model.put_in_parts("sin procesar/a.jpg", b"a").etag;
    stage(&model, "sin procesar/a.jpg", "dead", None).await;
    stage(&model, "sin procesar/b.jpg", "alive", None).await;
    handle(&model.plain_bucket(), &Runs("alive"), &config(), &input("x", json!({}))).await.unwrap();
    let found = lines(&model);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].key.as_str(), "procesando/a.jpg");
    assert_eq!(found[0].owner.as_ref().unwrap().as_str(), "dead");
    assert_ne!(found[0].etag, waited);
    assert_eq!(found[0].content(), waited, "what names it is not its copy's");
}

#[tokio::test]
async fn a_claim_left_half_done_is_listed_once() {
    for wanted in [json!({}), json!({"keys": ["sin procesar/a.jpg"]})] {
        let model = S3Model::new();
        model.put("sin procesar/a.jpg", b"a");
        stage(&model, "sin procesar/a.jpg", "dead", Some(3)).await;
        plan(&model, wanted).await.unwrap();
        assert_eq!(keys(&model), ["procesando/a.jpg"]);
    }
}

#[tokio::test]
async fn only_what_is_asked_for_is_listed() {
    let model = S3Model::new();
    for key in ["sin procesar/l4/a.jpg", "sin procesar/l4b/b.jpg", "sin procesar/c.jpg"] {
        model.put(key, b"x");
    }
    let wanted = json!({"keys": ["sin procesar/c.jpg", "sin procesar/gone.jpg", "sin procesar/c.jpg"]});
    plan(&model, wanted).await.unwrap();
    assert_eq!(keys(&model), ["sin procesar/c.jpg"]);
    model.remove("ejecuciones/x/manifest.jsonl");
    plan(&model, json!({"folder": "l4"})).await.unwrap();
    assert_eq!(keys(&model), ["sin procesar/l4/a.jpg"]);
}

#[tokio::test]
async fn bad_input_is_refused_with_the_name_that_catch_matches() {
    let model = S3Model::new();
    for wanted in
        [json!({"keys": ["procesadas/a.jpg"]}), json!({"lane": "batch"}), json!({"folder": "/"}), json!([1])]
    {
        let refused = plan(&model, wanted.clone()).await.unwrap_err();
        assert_eq!(refused.name(), ErrorName::InvalidInput, "{wanted}: {refused}");
        assert_eq!(model.keys(""), [""; 0]);
    }
}

/// Longer than one part: goes by multipart upload, and appears whole.
#[tokio::test]
async fn a_long_manifest_goes_in_parts() {
    let model = S3Model::new();
    let long = "x".repeat(900);
    for at in 0..9000 {
        model.put(&format!("sin procesar/{long}{at:05}.jpg"), b"1");
    }
    let first = plan(&model, json!({})).await.unwrap();
    assert_eq!((first.photos, lines(&model).len()), (9000, 9000));
    assert_eq!(plan(&model, json!({})).await.unwrap(), first);
}

#[tokio::test]
async fn the_plan_says_where_the_lane_batch_leaves_its_records_and_in_how_many_shards() {
    let model = S3Model::new();
    model.put("sin procesar/a.jpg", b"a");
    let deployed = Config { batch_lane: BatchLane::Deployed, ..config() };
    let wanted = input("x", json!({"lane": "batch"}));
    let listed = handle(&model.plain_bucket(), &NothingElseRuns, &deployed, &wanted).await.unwrap();
    let Plan { lane, staged, classified, shards, .. } = listed.plan;
    assert_eq!(lane, Lane::Batch);
    assert_eq!((staged.as_str(), classified.as_str()), ("ejecuciones/x/staged", "ejecuciones/x/classified"));
    assert_eq!(shards.count(), 2);
    let wanted = input("y", json!({}));
    let listed = handle(&model.plain_bucket(), &NothingElseRuns, &deployed, &wanted).await.unwrap();
    assert_eq!(listed.plan.lane, Lane::Lambda, "one photo does not pay for a container");
}

#[tokio::test]
async fn the_oldest_photo_that_waits_is_told_from_all_pages() {
    let model = S3Model::new().with_pages_of(1);
    assert_eq!(oldest(&model, json!({})).await, OldestWaiting::Nothing);
    model.remove("ejecuciones/x/manifest.jsonl");
    for key in ["sin procesar/", "sin procesar/b.jpg", "sin procesar/a.jpg", "procesadas/old.jpg"] {
        model.put(key, b"x");
    }
    assert_eq!(oldest(&model, json!({"dryRun": true})).await, written(&model, "sin procesar/b.jpg"));
}

#[tokio::test]
async fn what_an_ended_execution_left_waits_and_what_a_running_one_claimed_does_not() {
    let model = S3Model::new();
    for name in ["a", "b", "c"] {
        model.put(&format!("sin procesar/{name}.jpg"), name.as_bytes());
    }
    stage(&model, "sin procesar/a.jpg", "alive", None).await;
    stage(&model, "sin procesar/b.jpg", "dead", None).await;
    model.remove("sin procesar/c.jpg");
    model.put("sin procesar/c.jpg", b"later");
    assert_eq!(oldest(&model, json!({})).await, written(&model, "procesando/b.jpg"));
    model.remove("ejecuciones/x/manifest.jsonl");
    model.remove("procesando/b.jpg");
    assert_eq!(oldest(&model, json!({})).await, written(&model, "sin procesar/c.jpg"));
}

#[tokio::test]
async fn the_upload_of_a_claim_left_half_done_counts_and_not_its_copy() {
    let model = S3Model::new();
    model.put("sin procesar/a.jpg", b"a");
    stage(&model, "sin procesar/a.jpg", "dead", Some(3)).await;
    assert_eq!(oldest(&model, json!({})).await, written(&model, "sin procesar/a.jpg"));
}

#[tokio::test]
async fn a_part_of_what_waits_and_a_second_call_tell_nothing() {
    let model = S3Model::new();
    model.put("sin procesar/l4/a.jpg", b"a");
    model.put("sin procesar/b.jpg", b"b");
    for wanted in [json!({"folder": "l4"}), json!({"keys": ["sin procesar/b.jpg"]})] {
        assert_eq!(oldest(&model, wanted).await, OldestWaiting::Unknown);
        model.remove("ejecuciones/x/manifest.jsonl");
    }
    assert!(matches!(oldest(&model, json!({})).await, OldestWaiting::Since { .. }));
    assert_eq!(oldest(&model, json!({})).await, OldestWaiting::Unknown);
}
