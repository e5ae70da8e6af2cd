//! Start, list, show, watch and stop.

use std::sync::Mutex;

use apoyo_operate::{ListFilter, OperateError, Site, StartOptions, StartText};
use apoyo_photo::Folders;
use serde_json::{Value, json};

use crate::stage::{BUCKET, Stage, Turns, create, reference};
use crate::states_line;
use crate::steps::Trouble;

#[tokio::test]
async fn an_execution_is_shown_with_its_states_and_its_photos_by_their_ending() {
    let stage = Stage::new().await;
    stage.three().await;
    assert_eq!(stage.run("night", &json!({})).await, "SUCCEEDED");
    let facts = stage.site.show(&reference("latest")).await.unwrap();
    assert_eq!((facts.name.as_str(), facts.status.as_str(), facts.redrives), ("night", "SUCCEEDED", 0));
    let names: Vec<&str> = facts.states.iter().map(|state| state.name.as_str()).collect();
    assert_eq!(names, ["List", "Any photos?", "Triage", "Report", "Reconciled?", "Done"]);
    assert!(facts.states.iter().all(|state| state.left.is_some()), "{:?}", facts.states);
    let photos = facts.photos.unwrap();
    assert_eq!((photos.listed, photos.kept, photos.review, photos.trash, photos.failed), (3, 1, 1, 1, 0));
    assert_eq!(facts.report.unwrap(), "ejecuciones/night/report.html");
    let [run] = &facts.map_runs[..] else { panic!("{:?}", facts.map_runs) };
    assert_eq!((run.label.as_str(), run.items.total, run.items.done()), ("Triage", 3, 3));
    assert!(facts.errors.is_empty(), "{:?}", facts.errors);
}

#[tokio::test]
async fn what_failed_is_shown_with_its_errors_and_causes() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Fails("keep", "b.jpg")]);
    assert_eq!(stage.run("night", &json!({})).await, "FAILED");
    let facts = stage.site.show(&reference("night")).await.unwrap();
    assert_eq!(facts.error.as_deref(), Some("Apoyo.PhotosFailed"));
    let [group] = &facts.failures[..] else { panic!("{:?}", facts.failures) };
    assert_eq!((group.photos, group.error.as_str()), (1, "Apoyo.AccessDenied"));
    assert!(group.cause.contains("made to fail") && group.example.contains("b.jpg"), "{group:?}");

    stage.trouble([Trouble::Fails("list", "")]);
    assert_eq!(stage.run("dawn", &json!({})).await, "FAILED");
    let facts = stage.site.show(&reference("dawn")).await.unwrap();
    let told: Vec<_> =
        facts.errors.iter().map(|trouble| (trouble.event.as_str(), trouble.state.as_deref())).collect();
    assert_eq!(told, [("TaskFailed", Some("List")), ("ExecutionFailed", None)]);
    assert!(facts.photos.is_none() && facts.report.is_none());
}

#[tokio::test]
async fn a_list_comes_in_pages_and_ends_where_it_is_told_to() {
    let stage = Stage::new().await;
    let definition = json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}});
    let machine = create(&stage.api, "small", &definition.to_string()).await;
    let functions = states_line::client(apoyo_local::JsonService::new(stage.api.clone()));
    let bucket = apoyo_bucket::Bucket::new(stage.s3.client(), BUCKET);
    let small = Site::new(functions, machine.parse().unwrap(), bucket, Folders::default());
    for number in 0..1_003 {
        let name = Some(format!("n{number}").parse().unwrap());
        small.start(&StartOptions { input: StartText::default(), name }).await.unwrap();
    }
    let all = small.list(&ListFilter::default()).await.unwrap();
    assert_eq!(all.len(), 1_003, "a page has 1,000 at most");
    let some = small.list(&ListFilter { limit: Some(1_001), ..ListFilter::default() }).await.unwrap();
    assert_eq!(some, all[..1_001]);
    let failed = ListFilter { status: Some("FAILED".into()), ..ListFilter::default() };
    assert!(small.list(&failed).await.unwrap().is_empty());
    let later = Some(all[0].started.checked_add(jiff::SignedDuration::from_secs(1)).unwrap());
    assert!(small.list(&ListFilter { since: later, ..ListFilter::default() }).await.unwrap().is_empty());
    let since = Some(all[0].started);
    assert_eq!(small.list(&ListFilter { since, ..ListFilter::default() }).await.unwrap().len(), 1_003);
}

#[tokio::test]
async fn the_same_name_is_one_execution_while_it_runs_and_refused_afterwards() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Hangs("classify", "a.jpg")]);
    let options = StartOptions { input: StartText::default(), name: Some("night".parse().unwrap()) };
    let first = stage.site.start(&options).await.unwrap();
    assert_eq!(stage.site.start(&options).await.unwrap(), first);
    let stopped = stage.site.stop(&reference("night"), "enough").await.unwrap();
    assert_eq!((stopped.was.as_str(), stopped.status.as_str()), ("RUNNING", "ABORTED"));
    let again = stage.site.stop(&reference("night"), "enough").await.unwrap();
    assert_eq!((again.was.as_str(), again.status.as_str()), ("ABORTED", "ABORTED"));
    let refused = stage.site.start(&options).await.unwrap_err().to_string();
    assert!(refused.contains("execution \"night\" exists"), "{refused}");
    let facts = stage.site.show(&reference("night")).await.unwrap();
    assert_eq!((facts.error.as_deref(), facts.cause.as_deref()), (Some("Apoyo.Stopped"), Some("enough")));
}

#[tokio::test]
async fn what_is_watched_is_told_until_its_end() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.start("night", &json!({})).await;
    let told = Mutex::new(Vec::new());
    let ended =
        stage.site.watch(&reference("latest"), &Turns, |seen| told.lock().unwrap().push(seen.clone())).await;
    let ended = ended.unwrap();
    assert!(ended.is_success());
    assert_eq!(ended.photos.unwrap().listed, 3);
    let output: Value = serde_json::from_str(&ended.output.unwrap()).unwrap();
    assert_eq!(output["kept"], 1);
    let told = told.into_inner().unwrap();
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "only changes are told");
    let last = told.last().unwrap();
    assert_eq!((last.status.as_str(), last.state.as_deref()), ("SUCCEEDED", Some("Done")));
}

#[tokio::test]
async fn what_is_not_there_is_named_with_what_is() {
    let stage = Stage::new().await;
    let refused = stage.site.show(&reference("latest")).await.unwrap_err().to_string();
    assert!(refused.contains("state machine triage has no execution yet"), "{refused}");
    let refused = stage.site.show(&reference("nobody")).await.unwrap_err().to_string();
    assert!(refused.contains("execution \"nobody\" of state machine triage does not exist"), "{refused}");
    let functions = states_line::client(apoyo_local::JsonService::new(stage.api.clone()));
    let refused = apoyo_operate::find_machine(&functions, "trieste").await.unwrap_err();
    assert_eq!(refused.to_string(), "state machine \"trieste\" does not exist there; there are: triage");
    let bucket = apoyo_bucket::Bucket::new(stage.s3.client(), BUCKET);
    let gone = "arn:aws:states:us-east-1:000000000000:stateMachine:gone".parse().unwrap();
    let elsewhere = Site::new(functions, gone, bucket, Folders::default());
    for error in [
        elsewhere.start(&StartOptions::default()).await.unwrap_err(),
        elsewhere.list(&ListFilter::default()).await.unwrap_err(),
    ] {
        assert!(
            matches!(&error, OperateError::NoMachine { existing, .. } if existing == &["triage"]),
            "{error}"
        );
    }
}
