//! SIGTERM in the middle of a shard: the next attempt goes on where this one was.

use apoyo_engine::Status;
use serde_json::json;

use crate::array_jobs::Machines;
use crate::photos::few_photos;
use crate::site::{PLACES, Site, contents_of};

#[tokio::test]
async fn a_stopped_worker_goes_on() {
    let photos = few_photos();
    let undisturbed = Site::with(&photos).await;
    undisturbed.run("x", &json!({ "lane": "batch" }), ("eks", Machines::Stay)).await;
    let site = Site::with(&photos).await;
    let machines = Machines::FirstIsTakenBack { after_photos: 2 };
    let run = site.run("x", &json!({ "lane": "batch" }), ("eks", machines)).await;
    assert_eq!(run.ended.status, Status::Succeeded, "{:?}", run.ended.failure);
    assert_eq!(run.jobs.requests().len(), 1, "Batch itself tries the job again");
    assert!(!site.records("ejecuciones/x/progress/").is_empty(), "no worker was stopped");
    assert_eq!(*site.looker.looks().borrow(), photos.len() as u64, "no photo is looked at twice");
    assert_eq!(site.photos(&PLACES), undisturbed.photos(&PLACES));
    assert_eq!(site.contents(&PLACES), contents_of(&photos));
    assert_eq!(site.report("x")["photos"], undisturbed.report("x")["photos"]);
}
