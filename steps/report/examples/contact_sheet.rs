//! Renders a report to look at: `cargo run -p apoyo-report --example contact_sheet THUMBNAILS OUT.html`.
//!
//! Takes a folder of small JPEG files, gives each an outcome and a score by its place in the list, and writes the page
//! that the step would write. Nothing is classified; this is for judging the page.

use apoyo_bucket::model::S3Model;
use apoyo_photo::step::{Plan, ReportInput};
use apoyo_photo::{
    BatchPlan, Folders, Lane, ManifestLine, Outcome, OutcomeKind, Reason, Shards, ThresholdOverrides,
    Thresholds,
};
use apoyo_report::{Config, ModelFacts, handle};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: contact_sheet THUMBNAILS OUT.html".into());
    };
    let model = S3Model::new();
    let mut names: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    names.sort();
    let mut outcomes = Vec::new();
    for (at, path) in names.iter().enumerate() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let key = format!("ejecuciones/vista/thumbnails/{at}.jpg");
        model.put(&key, &std::fs::read(path)?);
        outcomes.push(outcome(at, &name, key)?);
    }
    write_records(&model, &outcomes)?;
    let thresholds = Thresholds::new(0.62.try_into()?, 0.08.try_into()?)?;
    let config = Config {
        folders: Folders::default(),
        model: ModelFacts { name: "pylon-lite0@1".into(), thresholds },
    };
    let finished = "2026-11-21T08:03:12.4Z".parse()?;
    let totals = handle(&model.plain_bucket(), &config, finished, &ReportInput { plan: plan()? }).await?;
    let page = model.get("ejecuciones/vista/report.html").ok_or("no page was written")?;
    std::fs::write(&out, &page.bytes)?;
    println!("{out}: {totals:?}");
    Ok(())
}

fn outcome(at: usize, name: &str, thumbnail: String) -> Result<Outcome, Box<dyn std::error::Error>> {
    let share = f64::from(u32::try_from(at * 37 % 100)?) / 100.0;
    let (kind, score, reason) = match at % 11 {
        0..=4 => (OutcomeKind::Trash, Some(share * 0.079), None),
        5..=7 => (OutcomeKind::Kept, Some(0.62 + share * 0.379), None),
        8 => (OutcomeKind::Review, Some(0.08 + share * 0.53), Some(Reason::Uncertain)),
        9 => (
            OutcomeKind::Review,
            None,
            Some(Reason::Damaged { detail: "the file ends in scan line 1 204 of 3 956".into() }),
        ),
        _ if at.is_multiple_of(2) => (OutcomeKind::Failed, None, None),
        _ => (OutcomeKind::Taken, None, None),
    };
    let folder = match kind {
        OutcomeKind::Kept => "procesadas",
        OutcomeKind::Trash => "descartadas",
        OutcomeKind::Review => "por revisar",
        _ => "sin procesar",
    };
    let failed = kind == OutcomeKind::Failed;
    Ok(Outcome {
        outcome: kind,
        key: format!("sin procesar/línea 4/vuelo 2/{name}").parse()?,
        to: Some(format!("{folder}/línea 4/vuelo 2/{name}").parse()?),
        size: 6_400_000 + at as u64 * 31_000,
        score: score.map(TryInto::try_into).transpose()?,
        thumbnail: score.map(|_| thumbnail),
        reason,
        error: failed.then(|| "Apoyo.Transient".into()),
        cause: match kind {
            OutcomeKind::Failed => {
                Some("GetObject of \"procesando/línea 4/a.jpg\": status 503 SlowDown".into())
            }
            OutcomeKind::Taken => Some("claimed by execution 2026-11-21_ronda-7".into()),
            _ => None,
        },
    })
}

fn write_records(model: &S3Model, outcomes: &[Outcome]) -> Result<(), serde_json::Error> {
    let mut manifest = String::new();
    for outcome in outcomes {
        let line = ManifestLine {
            key: outcome.key.clone(),
            size: outcome.size,
            etag: "\"e\"".into(),
            owner: None,
            content: None,
        };
        manifest = manifest + &serde_json::to_string(&line)? + "\n";
    }
    model.put("ejecuciones/vista/manifest.jsonl", manifest.as_bytes());
    let children = json!([{ "Output": serde_json::to_string(outcomes)? }]);
    let key = "ejecuciones/vista/results/run/SUCCEEDED_0.json";
    model.put(key, children.to_string().as_bytes());
    let files = json!({"ResultFiles": {"SUCCEEDED": [{"Key": key, "Size": 1}], "FAILED": [], "PENDING": []}});
    model.put("ejecuciones/vista/results/run/manifest.json", files.to_string().as_bytes());
    Ok(())
}

fn plan() -> Result<Plan, Box<dyn std::error::Error>> {
    Ok(Plan {
        execution: "vista".parse()?,
        started: "2026-11-21T08:00:00Z".into(),
        bucket: "fotos".into(),
        manifest: "ejecuciones/vista/manifest.jsonl".into(),
        results: "ejecuciones/vista/results".into(),
        photos: 66,
        bytes: 489_000_000,
        lane: Lane::Lambda,
        dry_run: false,
        thresholds: ThresholdOverrides::default(),
        batch: BatchPlan { max_items: 40 },
        staged: String::new(),
        classified: String::new(),
        shards: Shards::for_photos(0, 0),
    })
}
