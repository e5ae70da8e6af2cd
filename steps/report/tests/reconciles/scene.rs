//! An execution's plan, manifest and result files, as `list` and Map Runs leave them.

use apoyo_bucket::model::S3Model;
use apoyo_photo::step::{Classified, Plan, ReportInput, ShardLine, Totals};
use apoyo_photo::{
    BatchPlan, Folders, Judgement, Lane, ManifestLine, Outcome, OutcomeKind, Reason, Shards, StagedPhoto,
    ThresholdOverrides, Thresholds,
};
use apoyo_report::{Config, ModelFacts, ReportError, handle};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) fn config() -> Config {
    let thresholds = Thresholds::new(0.8.try_into().unwrap(), 0.2.try_into().unwrap()).unwrap();
    Config { folders: Folders::default(), model: ModelFacts { name: "lite0@1".into(), thresholds } }
}

pub(crate) fn input() -> ReportInput {
    ReportInput {
        plan: Plan {
            execution: "x".parse().unwrap(),
            started: "2026-11-21T08:00:00Z".into(),
            bucket: "fotos".into(),
            manifest: "ejecuciones/x/manifest.jsonl".into(),
            results: "ejecuciones/x/results".into(),
            photos: 0,
            bytes: 0,
            lane: Lane::Lambda,
            dry_run: false,
            thresholds: ThresholdOverrides::default(),
            batch: BatchPlan { max_items: 40 },
            staged: "ejecuciones/x/staged".into(),
            classified: "ejecuciones/x/classified".into(),
            shards: Shards::for_photos(0, 0),
        },
    }
}

pub(crate) fn finished() -> Timestamp {
    "2026-11-21T08:03:12Z".parse().unwrap()
}

pub(crate) async fn report(model: &S3Model) -> Result<Totals, ReportError> {
    handle(&model.plain_bucket(), &config(), finished(), &input()).await
}

pub(crate) fn line(name: &str) -> ManifestLine {
    ManifestLine {
        key: format!("sin procesar/{name}").parse().unwrap(),
        size: 7,
        etag: "\"e\"".into(),
        owner: None,
        content: None,
    }
}

pub(crate) fn outcome(name: &str, kind: OutcomeKind) -> Outcome {
    Outcome {
        outcome: kind,
        key: line(name).key,
        to: Some(format!("procesadas/{name}").parse().unwrap()),
        size: 7,
        score: Some(0.5.try_into().unwrap()),
        reason: (kind == OutcomeKind::Review).then(|| Reason::Damaged { detail: "cut <b>here</b>".into() }),
        thumbnail: None,
        error: None,
        cause: None,
    }
}

pub(crate) fn manifest(model: &S3Model, names: &[&str]) {
    let lines: Vec<String> = names.iter().map(|name| serde_json::to_string(&line(name)).unwrap()).collect();
    model.put("ejecuciones/x/manifest.jsonl", lines.join("\n").as_bytes());
}

pub(crate) fn succeeded(outcomes: &[Outcome]) -> Value {
    json!({"ExecutionArn": "arn:x", "Input": "{}", "Name": "c", "Status": "SUCCEEDED",
        "Output": serde_json::to_string(outcomes).unwrap()})
}

pub(crate) fn map_run(model: &S3Model, id: &str, succeeded: &[Value], failed: &[Value]) {
    let prefix = format!("ejecuciones/x/results/{id}");
    let file = |name: &str, children: &[Value]| {
        let key = format!("{prefix}/{name}_0.json");
        let bytes = serde_json::to_vec(children).unwrap();
        model.put(&key, &bytes);
        json!([{"Key": key, "Size": bytes.len()}])
    };
    let files =
        json!({"SUCCEEDED": file("SUCCEEDED", succeeded), "FAILED": file("FAILED", failed), "PENDING": []});
    let manifest = json!({"DestinationBucket": "fotos", "MapRunArn": "arn:m", "ResultFiles": files});
    model.put(&format!("{prefix}/manifest.json"), manifest.to_string().as_bytes());
}

pub(crate) fn text(model: &S3Model, extension: &str) -> String {
    let bytes = model.get(&format!("ejecuciones/x/report.{extension}")).unwrap().bytes;
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn staged(name: &str) -> StagedPhoto {
    StagedPhoto {
        key: format!("procesando/{name}").parse().unwrap(),
        from: line(name).key,
        sub_path: name.into(),
        size: 7,
        etag: "\"e\"".into(),
        content: None,
    }
}

pub(crate) fn judged(name: &str) -> ShardLine {
    let thresholds = config().model.thresholds;
    let judgement = Judgement::of_score(0.9.try_into().unwrap(), thresholds);
    let classified = Classified { judgement, model: "lite0@1".into(), thresholds, thumbnail: None };
    ShardLine::Judged { photo: staged(name), classified }
}
