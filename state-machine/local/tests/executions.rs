//! Executions in a file: what every store keeps, and what only a file can be asked.
#![expect(clippy::unwrap_used, reason = "test code")]

#[path = "../../engine/tests/store/laws.rs"]
mod laws;

use apoyo_engine::{Event, Failure, Record, Status, Store};
use apoyo_local::SqliteStore;
use tempfile::TempDir;

fn store(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("executions.sqlite")).unwrap()
}

#[tokio::test]
async fn histories_come_back_as_they_were() {
    laws::histories_come_back_as_they_were(&store(&TempDir::new().unwrap())).await;
}

#[tokio::test]
async fn an_execution_ends_with_its_last_event() {
    laws::an_execution_ends_with_its_last_event(&store(&TempDir::new().unwrap())).await;
}

#[tokio::test]
async fn children_are_found_until_their_map_run_succeeds() {
    laws::children_are_found_until_their_map_run_succeeds(&store(&TempDir::new().unwrap())).await;
}

#[tokio::test]
async fn an_execution_that_is_redriven_runs_again() {
    laws::an_execution_that_is_redriven_runs_again(&store(&TempDir::new().unwrap())).await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_file_is_opened_again() {
    let folder = TempDir::new().unwrap();
    let open = laws::opened("again", None);
    let arn = open.execution_arn.clone();
    let first = laws::event(1, Event::MapStateSucceeded);
    let opening = [Record::Opened(Box::new(open)), Record::Event(arn.clone(), first.clone())];
    store(&folder).append(&opening).await.unwrap();

    let again = store(&folder);
    assert_eq!(again.load(&arn, 0, 9).await.unwrap(), [first]);
    let last = laws::event(2, Event::ExecutionFailed(Failure::named("E")));
    again.append(&[Record::Event(arn, last)]).await.unwrap();
    drop(again);
    assert_eq!(store(&folder).executions(0, 9).await.unwrap()[0].status, Status::Failed);
}

#[tokio::test]
async fn a_group_is_kept_whole_or_not_at_all() {
    let store = store(&TempDir::new().unwrap());
    let open = laws::opened("half", None);
    let stranger = laws::opened("stranger", None).execution_arn;
    let group = [
        Record::Opened(Box::new(open.clone())),
        Record::Event(open.execution_arn.clone(), laws::event(1, Event::MapStateSucceeded)),
        Record::Event(stranger, laws::event(1, Event::MapStateSucceeded)),
    ];
    let refused = store.append(&group).await.unwrap_err();
    assert!(refused.to_string().contains("execution:m:stranger, of which nothing is known"), "{refused}");
    assert_eq!(store.executions(0, 9).await.unwrap(), []);
    store.append(&group[..2]).await.unwrap();
    assert_eq!(store.last_id(&open.execution_arn).await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_that_another_has_open_or_that_is_none_is_refused_by_its_name() {
    let folder = TempDir::new().unwrap();
    let first = store(&folder);
    laws::an_execution_ends_with_its_last_event(&first).await;
    let path = folder.path().join("executions.sqlite");
    let refused = SqliteStore::open(&path).unwrap_err().to_string();
    assert!(refused.contains("executions.sqlite") && refused.contains("locked"), "{refused}");

    let other = folder.path().join("photo.jpg");
    std::fs::write(&other, [0xff; 4096]).unwrap();
    let refused = SqliteStore::open(&other).unwrap_err().to_string();
    assert!(refused.contains("photo.jpg") && refused.contains("not a database"), "{refused}");
    let refused = SqliteStore::open(&folder.path().join("no/such/folder.sqlite")).unwrap_err().to_string();
    assert!(refused.contains("unable to open"), "{refused}");
}
