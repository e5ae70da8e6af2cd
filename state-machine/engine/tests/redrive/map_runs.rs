//! Map Runs: the children that did not succeed, and those that were never begun.

use std::sync::Arc;

use apoyo_engine::{Arn, Failure, MapRunDescription, MemoryStore, Status};
use serde_json::{Value, json};

use crate::shop::{Shop, runs, task, with};
use crate::stage::{TASK, machine};

/// A Distributed Map over items by their numbers; each child runs the task `c<number>` after `p<number>`.
pub fn distributed(execution_type: &str, more: &Value) -> Value {
    let numbered = |prefix: &str| json!({"task": format!("{{% '{prefix}' & $string($states.context.Map.Item.Value) %}}")});
    let prepare = json!({"Type": "Task", "Resource": TASK, "Arguments": numbered("p"), "Next": "C"});
    let child = json!({"Type": "Task", "Resource": TASK, "Arguments": numbered("c"), "Output": "{% $states.result.of %}", "End": true});
    let processor = json!({"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": execution_type},
        "StartAt": "P", "States": {"P": prepare, "C": child}});
    let map = json!({"Type": "Map", "Label": "Each", "Items": [0, 1, 2, 3, 4, 5], "MaxConcurrency": 2,
        "ItemProcessor": processor, "Next": "Done"});
    machine(
        &json!({"M": with(map, more), "Done": with(task("done", ""), &json!({"Output": "{% $states.input %}"}))}),
    )
}

/// The one Map Run of an execution.
pub fn run_of(shop: &Shop, execution: &Arn) -> MapRunDescription {
    let runs = shop.stage.engine.list_map_runs(execution);
    let [run] = &runs[..] else { panic!("one run: {runs:?}") };
    run.clone()
}

const OUTPUT: [&str; 6] = ["c0", "c1", "c2", "c3", "c4", "c5"];

#[tokio::test]
async fn a_standard_child_that_failed_goes_on_where_it_did_and_the_others_are_left_alone() {
    let shop = Shop::new(&[("c2", 1)]);
    let failed = shop.stage.run(&distributed("STANDARD", &json!({})), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.ExceedToleratedFailureThreshold");
    let before = run_of(&shop, &failed.execution_arn);
    assert_eq!((before.status, before.redrive_count, before.redrive_date), (Status::Failed, 0, None));
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(OUTPUT)), "{:?}", ended.failure);

    let after = run_of(&shop, &failed.execution_arn);
    assert_eq!((&after.map_run_arn, after.start_date), (&before.map_run_arn, before.start_date));
    assert_eq!(
        (after.status, after.redrive_count, after.redrive_date),
        (Status::Succeeded, 1, ended.redrive_date)
    );
    let counts = after.item_counts;
    assert_eq!((counts.succeeded, counts.total, counts.failed, counts.aborted), (6, 6, 0, 0));
    assert_eq!((counts.pending_redrive, counts.failures_not_redrivable, counts.running), (0, 0, 0));
    assert_eq!(after.execution_counts.succeeded, 6);

    let counts = shop.runs();
    assert_eq!((counts["p2"], counts["c2"], counts["c0"], counts["c5"], counts["done"]), (1, 2, 1, 1, 1));
    let types = shop.types_since(&failed.execution_arn).await;
    assert_eq!(types[..3], ["ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded"]);
    let history = shop.stage.history(&failed.execution_arn).await;
    let redriven = history.iter().find(|event| event.event.type_name() == "MapRunRedriven").unwrap().to_api();
    let details = json!({"mapRunArn": before.map_run_arn, "redriveCount": 1});
    assert_eq!(redriven["mapRunRedrivenEventDetails"], details);
}

#[tokio::test]
async fn each_standard_child_has_a_history_and_a_count_of_its_own() {
    let shop = Shop::new(&[("c1", 2)]);
    let failed = shop.stage.run(&distributed("STANDARD", &json!({"MaxConcurrency": 1})), &json!({})).await;
    shop.redrive(&failed.execution_arn).await;
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!((ended.status, ended.redrive_count), (Status::Succeeded, 2));
    let run = run_of(&shop, &failed.execution_arn);
    assert_eq!(run.redrive_count, 2);
    let children = shop.stage.engine.executions_before((None, 99), |it| it.child.is_some());
    assert_eq!(children.len(), 6, "no child has two executions");
    let child = |index: usize| {
        let found = children.iter().find(|(_, it)| it.child.as_ref().unwrap().index == index);
        found.unwrap().1.clone()
    };
    assert_eq!((child(0).redrive_count, child(1).redrive_count, child(5).redrive_count), (0, 2, 0));
    let types = shop.stage.types(&child(1).execution_arn).await;
    assert_eq!(types.iter().filter(|name| *name == "ExecutionRedriven").count(), 2);
    assert_eq!(types.iter().filter(|name| *name == "TaskStateEntered").count(), 2, "P and C, once each");
    assert_eq!(shop.runs()["p1"], 1);
}

#[tokio::test]
async fn an_express_child_that_failed_is_run_again_from_its_first_state() {
    let shop = Shop::new(&[("c2", 1)]);
    let failed = shop.stage.run(&distributed("EXPRESS", &json!({})), &json!({})).await;
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(OUTPUT)), "{:?}", ended.failure);
    let counts = shop.runs();
    assert_eq!((counts["p2"], counts["c2"], counts["p0"], counts["c0"]), (2, 2, 1, 1));
    assert_eq!(run_of(&shop, &failed.execution_arn).item_counts.succeeded, 6);
}

#[tokio::test]
async fn a_store_that_ends_with_the_process_lets_standard_children_go_on_and_runs_express_children_again() {
    for (kind, again) in [("STANDARD", 1), ("EXPRESS", 2)] {
        let shop = Shop::over(Arc::new(MemoryStore::default()), &[("c2", 1)]);
        let failed = shop.stage.run(&distributed(kind, &json!({})), &json!({})).await;
        let ended = shop.redrive(&failed.execution_arn).await;
        assert_eq!(ended.output.as_deref(), Some(&json!(OUTPUT)), "{kind}: {:?}", ended.failure);
        assert_eq!(shop.runs()["c0"], again, "{kind}");
    }
}

#[tokio::test]
async fn children_that_were_never_begun_are_begun() {
    for kind in ["STANDARD", "EXPRESS"] {
        let shop = Shop::new(&[("c0", 1)]);
        let failed = shop.stage.run(&distributed(kind, &json!({"MaxConcurrency": 1})), &json!({})).await;
        assert_eq!(shop.runs(), runs(&[("p0", 1), ("c0", 1)]), "{kind}");
        let ended = shop.redrive(&failed.execution_arn).await;
        assert_eq!(ended.output.as_deref(), Some(&json!(OUTPUT)), "{kind}: {:?}", ended.failure);
    }
}

#[tokio::test]
async fn a_stopped_execution_goes_on_with_its_map_run() {
    for kind in ["STANDARD", "EXPRESS"] {
        let shop = Shop::new(&[]);
        let child = json!({"Type": "Task", "Resource": TASK, "Next": "W",
            "Arguments": {"task": "{% 'c' & $string($states.context.Map.Item.Value) %}"}});
        let processor = json!({"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}, "StartAt": "C",
            "States": {"C": child, "W": {"Type": "Wait", "Seconds": 5, "End": true}}});
        let states = json!({"M": {"Type": "Map", "Items": [0, 1, 2, 3], "MaxConcurrency": 2, "ItemProcessor": processor, "End": true}});
        let execution = shop.stage.start(&machine(&states), &json!({})).await;
        shop.stage.settle().await;
        shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
        assert_eq!(shop.stage.finish(&execution).await.status, Status::Aborted);
        shop.stage.settle().await;
        let aborted = run_of(&shop, &execution);
        let counts = aborted.item_counts;
        assert_eq!((aborted.status, counts.running, counts.aborted), (Status::Aborted, 0, 2), "{kind}");
        let ended = shop.redrive(&execution).await;
        assert_eq!(ended.status, Status::Succeeded, "{kind}: {:?}", ended.failure);
        let again = if kind == "STANDARD" { 1 } else { 2 };
        assert_eq!(shop.runs(), runs(&[("c0", again), ("c1", again), ("c2", 1), ("c3", 1)]), "{kind}");
    }
}

#[tokio::test]
async fn a_run_that_tolerated_its_failures_has_succeeded_and_is_not_redriven() {
    let shop = Shop::new(&[("c2", 1), ("done", 1)]);
    let fields = json!({"ToleratedFailureCount": 1});
    let failed = shop.stage.run(&distributed("STANDARD", &fields), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "Broken");
    assert_eq!(shop.redrive(&failed.execution_arn).await.status, Status::Succeeded);
    let run = run_of(&shop, &failed.execution_arn);
    assert_eq!((run.status, run.redrive_count, run.item_counts.failed), (Status::Succeeded, 0, 1));
    assert_eq!((shop.runs()["c2"], shop.runs()["done"]), (1, 2));
}

#[tokio::test]
async fn a_run_inside_a_child_is_redriven_with_it() {
    let shop = Shop::new(&[("i1", 1)]);
    let inner_task = json!({"Type": "Task", "Resource": TASK, "End": true,
        "Arguments": {"task": "{% 'i' & $string($states.context.Map.Item.Value) %}"}, "Output": "{% $states.result.of %}"});
    let distributed = |states: Value| {
        json!({"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": states.as_object().unwrap().keys().next().unwrap(), "States": states})
    };
    let inner = json!({"Type": "Map", "Label": "Inner", "Items": [0, 1, 2], "ItemProcessor": distributed(json!({"T": inner_task})), "End": true});
    let outer = json!({"Type": "Map", "Label": "Outer", "Items": ["only"], "ItemProcessor": distributed(json!({"M2": inner})), "End": true});
    let failed = shop.stage.run(&machine(&json!({"M": outer})), &json!({})).await;
    assert_eq!(failed.status, Status::Failed);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!([["i0", "i1", "i2"]])), "{:?}", ended.failure);
    assert_eq!(shop.runs(), runs(&[("i0", 1), ("i1", 2), ("i2", 1)]));
}
