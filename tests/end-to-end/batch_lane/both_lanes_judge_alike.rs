//! The lane is a matter of time and money: what becomes of a photo does not depend on it.

use apoyo_engine::Status;
use serde_json::{Value, json};

use crate::array_jobs::Machines;
use crate::photos::{Photo, odd_files, rendered_photos, small_photos};
use crate::site::{PLACES, Site, contents_of};

async fn sorted(photos: &[Photo], lane: &str) -> Site {
    let site = Site::with(photos).await;
    let run = site.run("x", &json!({ "lane": lane }), ("ecs", Machines::Stay)).await;
    assert_eq!(run.ended.status, Status::Succeeded, "{lane}: {:?}", run.ended.failure);
    assert_eq!(run.jobs.requests().len(), usize::from(lane == "batch"));
    site
}

#[tokio::test]
async fn both_lanes_judge_alike() {
    let photos = [small_photos(), rendered_photos(), odd_files()].concat();
    let lambda = sorted(&photos, "lambda").await;
    let batch = sorted(&photos, "batch").await;
    let [report, other] = [&batch, &lambda].map(|site| site.report("x"));
    assert_eq!(report["photos"], other["photos"]);
    assert_eq!(report["totals"], other["totals"]);
    assert_eq!(batch.photos(&PLACES), lambda.photos(&PLACES));
    assert_eq!(batch.contents(&["procesadas", "por revisar", "descartadas"]), contents_of(&photos));
    let ended = ["kept", "review", "trash"].map(|term| report["totals"][term].as_u64().unwrap());
    assert!(ended.iter().all(|photos| *photos > 0), "each verdict is compared: {ended:?}");
    assert_eq!(ended.iter().sum::<u64>(), photos.len() as u64);
    assert_eq!(
        [&report["totals"]["listed"], &report["totals"]["unaccounted"]],
        [&json!(photos.len()), &json!(0)]
    );
}

#[tokio::test]
async fn the_job_is_named_after_the_execution_and_has_a_job_for_each_shard() {
    let site = Site::with(&small_photos()).await;
    let name = "vuelo_2026-11-21T08.30=(línea-4)";
    let run = site.run(name, &json!({ "lane": "batch" }), ("ecs", Machines::Stay)).await;
    assert_eq!(run.ended.status, Status::Succeeded, "{:?}", run.ended.failure);
    let requests = run.jobs.requests();
    let [request] = requests.as_slice() else { panic!("one job, not {}", requests.len()) };
    assert_eq!(request["jobName"], "apoyo-vuelo_2026-11-21T08-30--l-nea-4-");
    assert_eq!([&request["jobQueue"], &request["jobDefinition"]], ["queue", "worker:1"]);
    assert_eq!(request["arrayProperties"]["size"], 2);
    assert_eq!(request.get("eksPropertiesOverride"), None::<&Value>);
}
