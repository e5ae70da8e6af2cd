//! Pages of a history, from either end.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Arn, HistoryOrder, HistoryRequest};
use serde_json::json;
use stage::{Stage, machine};

/// Ids of every page, until there is none.
async fn pages(stage: &Stage, execution: &Arn, mut request: HistoryRequest) -> Vec<Vec<u64>> {
    let mut pages = Vec::new();
    loop {
        let page = stage.engine.get_execution_history(execution, request).await.unwrap();
        pages.push(page.events.iter().map(|event| event.id).collect());
        match page.next {
            Some(after) => request.after = after,
            None => return pages,
        }
    }
}

/// An execution of six events.
async fn six_events(stage: &Stage) -> Arn {
    let definition =
        machine(&json!({"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}));
    stage.run(&definition, &json!({})).await.execution_arn
}

#[tokio::test]
async fn a_history_is_paged_from_either_end_without_gap_or_repetition() {
    let stage = Stage::echo();
    let execution = six_events(&stage).await;
    let table = [
        (HistoryOrder::OldestFirst, 4, vec![vec![1, 2, 3, 4], vec![5, 6]]),
        (HistoryOrder::NewestFirst, 4, vec![vec![6, 5, 4, 3], vec![2, 1]]),
        (HistoryOrder::NewestFirst, 3, vec![vec![6, 5, 4], vec![3, 2, 1]]),
        (HistoryOrder::NewestFirst, 1, vec![vec![6], vec![5], vec![4], vec![3], vec![2], vec![1]]),
        (HistoryOrder::NewestFirst, 1_000, vec![vec![6, 5, 4, 3, 2, 1]]),
    ];
    for (order, max_results, expected) in table {
        let request = HistoryRequest { max_results, order, ..HistoryRequest::default() };
        assert_eq!(pages(&stage, &execution, request).await, expected, "{order:?} by {max_results}");
    }
}

#[tokio::test]
async fn a_page_before_an_id_that_is_not_there_yet_begins_at_the_latest_event() {
    let stage = Stage::echo();
    let execution = six_events(&stage).await;
    for (after, expected) in [(u64::MAX, vec![6, 5]), (7, vec![6, 5]), (2, vec![1]), (1, vec![])] {
        let request = HistoryRequest { after, max_results: 2, order: HistoryOrder::NewestFirst };
        let page = stage.engine.get_execution_history(&execution, request).await.unwrap();
        let ids: Vec<u64> = page.events.iter().map(|event| event.id).collect();
        assert_eq!(ids, expected, "before {after}");
    }
}
