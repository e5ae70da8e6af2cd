//! A dry run judges and reports, and leaves every photo where it waits.

use apoyo_engine::Status;
use serde_json::json;

use crate::array_jobs::Machines;
use crate::photos::few_photos;
use crate::site::{PLACES, Site};

#[tokio::test]
async fn a_dry_run_moves_nothing() {
    let photos = few_photos();
    let site = Site::with(&photos).await;
    let before = site.photos(&PLACES);
    let input = json!({"lane": "batch", "dryRun": true, "keepAbove": 0.999, "discardBelow": 0.0});
    let run = site.run("x", &input, ("ecs", Machines::Stay)).await;
    assert_eq!(run.ended.status, Status::Succeeded, "{:?}", run.ended.failure);
    assert_eq!(site.photos(&PLACES), before);
    let report = site.report("x");
    assert_eq!(report["totals"]["review"], photos.len(), "the thresholds asked for reach the worker");
    assert!(report["photos"].as_array().unwrap().iter().all(|photo| photo["score"].is_number()));
}
