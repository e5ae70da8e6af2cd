//! What every store of executions must do; the tests of each implementation run this.

use std::sync::Arc;

use apoyo_engine::{
    Arn, ChildOf, Counts, Event, ExecutionDescription, Failure, FrameId, HistoryEvent, MapRunDescription,
    Record, RedrivenBy, Status, Store, StoredChild,
};
use jiff::Timestamp;
use serde_json::json;

pub(crate) fn opened(name: &str, child: Option<ChildOf>) -> ExecutionDescription {
    ExecutionDescription {
        execution_arn: format!("arn:aws:states:us-east-1:000000000000:execution:m:{name}").as_str().into(),
        state_machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:m".into(),
        name: name.into(),
        status: Status::Running,
        start_date: Timestamp::UNIX_EPOCH,
        stop_date: None,
        input: Arc::new(json!({"ñ": [1, null, 0.5]})),
        output: None,
        failure: None,
        revision: 3,
        version_arn: None,
        alias_arn: None,
        trace_header: Some("Root=1".into()),
        child,
        events: 0,
        redrive_count: 0,
        redrive_date: None,
        redrive_tokens: Vec::new(),
    }
}

pub(crate) fn event(id: u64, event: Event) -> HistoryEvent {
    HistoryEvent {
        id,
        previous_event_id: id - 1,
        timestamp: Timestamp::new(1_000, 123_000_000).unwrap(),
        frame: FrameId::ROOT,
        event,
    }
}

fn started() -> Event {
    Event::ExecutionStarted { input: Arc::new(json!({})), role_arn: "role".into(), seed: u64::MAX }
}

fn run(arn: &Arn, status: Status) -> MapRunDescription {
    MapRunDescription {
        map_run_arn: arn.clone(),
        execution_arn: opened("a", None).execution_arn,
        status,
        start_date: Timestamp::UNIX_EPOCH,
        stop_date: None,
        max_concurrency: 7,
        tolerated_failure_percentage: 0.5,
        tolerated_failure_count: 1,
        item_counts: Counts::default(),
        execution_counts: Counts::default(),
        redrive_count: 0,
        redrive_date: None,
    }
}

fn express_child(map_run: &Arn, index: usize) -> StoredChild {
    StoredChild {
        map_run_arn: map_run.clone(),
        index,
        items: 2,
        map_run_redrives: 1,
        redrive_count: 0,
        events: 0,
        status: Status::Failed,
        input: Arc::new(json!([1, 2])),
        output: None,
        failure: Some(Failure::new("E", "c")),
        start_date: Timestamp::UNIX_EPOCH,
        stop_date: Timestamp::UNIX_EPOCH,
    }
}

/// Histories are read back as they were appended, in pages, and one execution's does not touch another's.
pub(crate) async fn histories_come_back_as_they_were(store: &impl Store) {
    let (a, b) = (opened("a", None), opened("b", None));
    let (a_arn, b_arn) = (a.execution_arn.clone(), b.execution_arn.clone());
    store
        .append(&[
            Record::Opened(Box::new(a)),
            Record::Event(a_arn.clone(), event(1, started())),
            Record::Opened(Box::new(b)),
            Record::Event(b_arn.clone(), event(1, started())),
        ])
        .await
        .unwrap();
    let more: Vec<Record> =
        (2..=5).map(|id| Record::Event(a_arn.clone(), event(id, Event::MapStateSucceeded))).collect();
    store.append(&more).await.unwrap();
    let ids = |events: &[HistoryEvent]| events.iter().map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(ids(&store.load(&a_arn, 0, 100).await.unwrap()), [1, 2, 3, 4, 5]);
    assert_eq!(ids(&store.load(&a_arn, 1, 2).await.unwrap()), [2, 3]);
    assert_eq!(store.load(&b_arn, 0, 100).await.unwrap(), [event(1, started())]);
    assert_eq!((store.last_id(&a_arn).await.unwrap(), store.last_id(&b_arn).await.unwrap()), (5, 1));
    let nobody = Arn::from("arn:aws:states:us-east-1:000000000000:execution:m:nobody");
    assert_eq!(store.last_id(&nobody).await.unwrap(), 0);
    assert_eq!(store.load(&nobody, 0, 100).await.unwrap(), []);
}

/// An execution's description ends with the event that ends it.
pub(crate) async fn an_execution_ends_with_its_last_event(store: &impl Store) {
    let endings = [
        (Event::ExecutionSucceeded { output: Arc::new(json!("done")) }, Status::Succeeded),
        (Event::ExecutionSucceeded { output: Arc::new(json!(null)) }, Status::Succeeded),
        (Event::ExecutionFailed(Failure::new("E", "c")), Status::Failed),
        (Event::ExecutionAborted(Failure::default()), Status::Aborted),
        (Event::ExecutionTimedOut(Failure::named("States.Timeout")), Status::TimedOut),
    ];
    for (number, (ending, status)) in endings.into_iter().enumerate() {
        let open = opened(&format!("ending-{number}"), None);
        let arn = open.execution_arn.clone();
        let (first, last) = (event(1, started()), event(2, ending));
        store
            .append(&[Record::Opened(Box::new(open.clone())), Record::Event(arn.clone(), first)])
            .await
            .unwrap();
        let of = async |store: &_| {
            let all = Store::executions(store, 0, 100).await.unwrap();
            all.into_iter().find(|found| found.execution_arn == arn).unwrap()
        };
        assert_eq!(of(store).await, open);
        store.append(&[Record::Event(arn.clone(), last.clone())]).await.unwrap();
        let ended = of(store).await;
        assert_eq!(ended, open.clone().after(&last));
        assert_eq!((ended.status, ended.stop_date), (status, Some(last.timestamp)));
    }
    let names = |page: Vec<ExecutionDescription>| page.into_iter().map(|it| it.name).collect::<Vec<_>>();
    assert_eq!(names(store.executions(1, 2).await.unwrap()), ["ending-1", "ending-2"]);
    assert_eq!(names(store.executions(5, 2).await.unwrap()), Vec::<String>::new());
}

/// An execution that is redriven runs again, a child of a Map Run too, and ends again.
pub(crate) async fn an_execution_that_is_redriven_runs_again(store: &impl Store) {
    let map_run = Arn::from("arn:aws:states:us-east-1:000000000000:mapRun:m/l:again");
    let part = ChildOf { map_run_arn: map_run.clone(), index: 0, items: 1, map_run_redrives: 0 };
    let open = opened("again", Some(part));
    let arn = open.execution_arn.clone();
    let of = async |store: &_| {
        let all = Store::executions(store, 0, 100).await.unwrap();
        all.into_iter().find(|found| found.execution_arn == arn).unwrap()
    };
    let events = [
        event(1, started()),
        event(2, Event::ExecutionFailed(Failure::new("E", "c"))),
        event(3, Event::ExecutionRedriven { redrive_count: 1, by: RedrivenBy::MapRun { redrive_count: 4 } }),
        event(4, Event::ExecutionSucceeded { output: Arc::new(json!(4)) }),
    ];
    let mut expected = open.clone();
    store.append(&[Record::Opened(Box::new(open))]).await.unwrap();
    let ended = [0, 1, 0, 1];
    for (event, ended) in events.into_iter().zip(ended) {
        expected = expected.after(&event);
        store.append(&[Record::Event(arn.clone(), event)]).await.unwrap();
        assert_eq!(of(store).await, expected);
        assert_eq!(store.children(&map_run, 0, 9).await.unwrap().len(), ended, "{expected:?}");
    }
    assert_eq!((expected.status, expected.redrive_count, expected.failure), (Status::Succeeded, 1, None));
    let child = &store.children(&map_run, 0, 9).await.unwrap()[0];
    assert_eq!((child.map_run_redrives, child.redrive_count, child.events), (4, 1, 4));
    assert_eq!(store.last_id(&arn).await.unwrap(), 4);
}

/// A Map Run's children of both types are found by their positions; those of type EXPRESS go when it succeeds.
pub(crate) async fn children_are_found_until_their_map_run_succeeds(store: &impl Store) {
    let map_run = Arn::from("arn:aws:states:us-east-1:000000000000:mapRun:m/l:r");
    let standard = |index: usize| {
        let part = ChildOf { map_run_arn: map_run.clone(), index, items: 1, map_run_redrives: 0 };
        opened(&format!("child-{index}"), Some(part))
    };
    let mut records = vec![Record::MapRun(Box::new(run(&map_run, Status::Running)))];
    for index in [4, 0, 2] {
        let open = standard(index);
        let arn = open.execution_arn.clone();
        records.push(Record::Opened(Box::new(open)));
        records.push(Record::Event(arn.clone(), event(1, started())));
        if index != 2 {
            let done = Event::ExecutionSucceeded { output: Arc::new(json!(index)) };
            records.push(Record::Event(arn, event(2, done)));
        }
    }
    records.extend([3, 1].map(|index| Record::Child(Box::new(express_child(&map_run, index)))));
    store.append(&records).await.unwrap();
    store.append(&[Record::Child(Box::new(express_child(&map_run, 1)))]).await.unwrap();

    let found = async |from, limit| {
        let children = store.children(&map_run, from, limit).await.unwrap();
        children.into_iter().map(|child| child.index).collect::<Vec<_>>()
    };
    assert_eq!(found(0, 10).await, [0, 1, 3, 4], "the one at 2 has not ended");
    assert_eq!(found(1, 2).await, [1, 3]);
    assert_eq!(store.children(&map_run, 1, 1).await.unwrap(), [express_child(&map_run, 1)]);
    assert_eq!(store.map_runs().await.unwrap(), [run(&map_run, Status::Running)]);

    // A redrive would need them all.
    store.append(&[Record::MapRun(Box::new(run(&map_run, Status::Failed)))]).await.unwrap();
    assert_eq!(found(0, 10).await, [0, 1, 3, 4]);

    store.append(&[Record::MapRun(Box::new(run(&map_run, Status::Succeeded)))]).await.unwrap();
    assert_eq!(store.map_runs().await.unwrap(), [run(&map_run, Status::Succeeded)]);
    assert_eq!(found(0, 10).await, [0, 4]);
}
