//! All machines are taken back, again and again: the execution fails, and the next one takes up what it left.

use apoyo_engine::Status;
use serde_json::json;

use crate::array_jobs::Machines;
use crate::photos::few_photos;
use crate::site::{PLACES, Site, contents_of};

#[tokio::test]
async fn a_failed_job_loses_nothing() {
    let photos = few_photos();
    let site = Site::with(&photos).await;
    let machines = Machines::AllAreTakenBack { after_photos: 0 };
    let run = site.run("x", &json!({ "lane": "batch" }), ("ecs", machines)).await;
    assert_eq!(run.ended.status, Status::Failed);
    assert_eq!(run.ended.failure.unwrap().name(), "States.TaskFailed");
    assert_eq!(run.jobs.requests().len(), 2, "the job is submitted once more, and no oftener");
    assert_eq!(site.contents(&["procesando"]), contents_of(&photos), "each photo is where it was staged");
    assert_eq!(site.contents(&PLACES), contents_of(&photos));
    for (execution, lane) in [("y", "batch"), ("z", "lambda")] {
        let run = site.run(execution, &json!({ "lane": lane }), ("ecs", Machines::Stay)).await;
        assert_eq!(run.ended.status, Status::Succeeded, "{:?}", run.ended.failure);
    }
    assert_eq!(site.contents(&["procesadas", "por revisar", "descartadas"]), contents_of(&photos));
    assert_eq!(site.contents(&PLACES), contents_of(&photos), "nothing waits and nothing is left in work");
    let totals = &site.report("y")["totals"];
    assert_eq!([&totals["listed"], &totals["unaccounted"]], [photos.len(), 0]);
}

#[tokio::test]
async fn a_job_that_is_submitted_again_goes_on_where_the_first_one_was() {
    let photos = few_photos();
    let site = Site::with(&photos).await;
    // Three attempts of two photos each do not end the larger shard; three more do.
    let machines = Machines::AllAreTakenBack { after_photos: 2 };
    let run = site.run("x", &json!({ "lane": "batch" }), ("ecs", machines)).await;
    assert_eq!(run.jobs.requests().len(), 2);
    assert_eq!(*site.looker.looks().borrow(), photos.len() as u64, "no photo is looked at twice");
    assert_eq!(run.ended.status, Status::Succeeded, "{:?}", run.ended.failure);
    assert_eq!(site.contents(&["procesadas", "por revisar", "descartadas"]), contents_of(&photos));
}
