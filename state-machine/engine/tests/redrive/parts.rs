//! `Parallel` and inline `Map` states: only the parts that did not succeed go on.

use apoyo_engine::{Failure, PAYLOAD_LIMIT_BYTES, Status};
use serde_json::{Value, json};

use crate::shop::{Shop, name, runs, task, with};
use crate::stage::{Stage, TASK, machine};

fn flow(states: &Value) -> Value {
    json!({"StartAt": states.as_object().unwrap().keys().next().unwrap(), "States": states})
}

/// A task of an iteration, by the position of its item.
fn of_item(prefix: &str, next: &str) -> Value {
    let arguments = json!({"task": format!("{{% '{prefix}' & $string($states.context.Map.Item.Index) %}}")});
    with(task("", next), &json!({"Arguments": arguments, "Output": "{% $states.result.of %}"}))
}

fn map(items: usize, more: &Value, states: &Value) -> Value {
    let items: Vec<usize> = (0..items).collect();
    with(json!({"Type": "Map", "Items": items, "ItemProcessor": flow(states), "End": true}), more)
}

#[tokio::test]
async fn only_branches_that_failed_or_were_ended_are_run_again() {
    let shop = Shop::new(&[("b2", 1)]);
    let branches = json!([
        flow(&json!({"A": task("a", "")})),
        flow(
            &json!({"B1": with(task("b1", "B2"), &json!({"Assign": {"v": 7}})), "B2": with(task("b2", ""), &json!({"Output": "{% [$v, $states.result.of] %}"}))})
        ),
        flow(
            &json!({"C1": task("c1", "C2"), "C2": {"Type": "Wait", "Seconds": 3, "Next": "C3"}, "C3": task("c3", "")})
        ),
    ]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "Next": "D"}, "D": with(task("d", ""), &json!({"Output": "{% $states.input %}"}))});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!(failed.status, Status::Failed);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!([{"of": "a"}, [7, "b2"], {"of": "c3"}])));
    assert_eq!(shop.runs(), runs(&[("a", 1), ("b1", 1), ("b2", 2), ("c1", 1), ("c3", 1), ("d", 1)]));
    let since = shop.types_since(&failed.execution_arn).await;
    assert!(!since.contains(&"ParallelStateStarted".to_owned()), "{since:?}");
    assert_eq!(since.iter().filter(|name| *name == "ParallelStateSucceeded").count(), 1);
}

#[tokio::test]
async fn only_iterations_that_failed_or_were_ended_are_run_again_and_the_rest_is_begun() {
    let shop = Shop::new(&[("i2", 2)]);
    let fields = json!({"MaxConcurrency": 2});
    let failed = shop
        .stage
        .run(&machine(&json!({"M": map(6, &fields, &json!({"I": of_item("i", "")}))})), &json!({}))
        .await;
    assert_eq!(failed.status, Status::Failed);
    assert_eq!(shop.redrive(&failed.execution_arn).await.status, Status::Failed);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(["i0", "i1", "i2", "i3", "i4", "i5"])));
    let counts = shop.runs();
    assert_eq!((counts["i0"], counts["i1"], counts["i2"]), (1, 1, 3));
    assert_eq!((counts["i4"], counts["i5"]), (1, 1));
    let types = shop.stage.types(&failed.execution_arn).await;
    let begun = types.iter().filter(|name| *name == "MapIterationStarted").count();
    assert_eq!(begun, 6, "each iteration begins once");
    assert_eq!(types.iter().filter(|name| *name == "MapStateStarted").count(), 1);
}

#[tokio::test]
async fn parts_inside_parts_go_on_where_they_stood() {
    let shop = Shop::new(&[("y1", 3), ("z", 1)]);
    let inner = map(3, &json!({}), &json!({"X": of_item("x", "Y"), "Y": of_item("y", "")}));
    let branches = json!([
        flow(&json!({"M": inner})),
        flow(&json!({"W": {"Type": "Wait", "Seconds": 1, "Next": "Z"}, "Z": task("z", "")}))
    ]);
    let states =
        json!({"P": {"Type": "Parallel", "Branches": branches, "Next": "Z2"}, "Z2": {"Type": "Succeed"}});
    let mut ended = shop.stage.run(&machine(&states), &json!({})).await;
    for _ in 0..9 {
        if ended.status == Status::Succeeded {
            break;
        }
        ended = shop.redrive(&ended.execution_arn).await;
    }
    assert_eq!(ended.output.as_deref(), Some(&json!([["y0", "y1", "y2"], {"of": "z"}])));
    let counts = shop.runs();
    assert_eq!((counts["x0"], counts["x1"], counts["x2"]), (1, 1, 1));
    assert_eq!((counts["y1"], counts["z"]), (4, 2));
}

#[tokio::test]
async fn retries_of_a_state_with_parts_count_anew_and_run_all_of_them() {
    let shop = Shop::new(&[("b", 3)]);
    let branches = json!([flow(&json!({"A": task("a", "")})), flow(&json!({"B": task("b", "")}))]);
    let retry = json!([{"ErrorEquals": ["Broken"], "MaxAttempts": 1}]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "Retry": retry, "End": true}});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!((failed.status, shop.runs()["a"]), (Status::Failed, 2));
    // The failed branch goes on, fails, and all branches are retried.
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!((ended.status, shop.runs()), (Status::Succeeded, runs(&[("a", 3), ("b", 4)])));
}

#[tokio::test]
async fn a_state_whose_results_are_too_large_together_is_run_again_with_all_its_parts() {
    let stage = Stage::new(|task, before| {
        let size = if before < 2 { PAYLOAD_LIMIT_BYTES - 100 } else { 10 };
        Ok(json!({"of": name(task), "text": "x".repeat(size)}))
    });
    let branches = json!([flow(&json!({"A": task("a", "")})), flow(&json!({"B": task("b", "")}))]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "End": true}});
    let failed = stage.run(&machine(&states), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.DataLimitExceeded");
    let redrive = apoyo_engine::Redrive { execution: &failed.execution_arn, client_token: None };
    stage.engine.redrive_execution(redrive, |_| None).await.unwrap();
    assert_eq!(stage.finish(&failed.execution_arn).await.status, Status::Succeeded);
    assert_eq!(stage.script.seen.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_state_whose_output_failed_after_its_parts_computes_that_again_and_runs_none() {
    let shop = Shop::new(&[]);
    let output = "{% $states.context.Execution.RedriveCount > 0 ? $states.result : $error('no') %}";
    let fields = json!({"Output": output});
    let states = json!({"M": map(2, &fields, &json!({"I": of_item("i", "")}))});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.QueryEvaluationError");
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(["i0", "i1"])));
    assert_eq!(shop.runs(), runs(&[("i0", 1), ("i1", 1)]));
}

#[tokio::test]
async fn an_execution_that_is_stopped_in_its_parts_goes_on_with_them() {
    let shop = Shop::new(&[]);
    let hanging =
        json!({"Arguments": {"task": "b", "hang": "{% $states.context.Execution.RedriveCount = 0 %}"}});
    let branches =
        json!([flow(&json!({"A": task("a", "")})), flow(&json!({"B": with(task("b", ""), &hanging)}))]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "End": true}});
    let execution = shop.stage.start(&machine(&states), &json!({})).await;
    shop.stage.settle().await;
    shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    assert_eq!(shop.stage.finish(&execution).await.status, Status::Aborted);
    let ended = shop.redrive(&execution).await;
    assert_eq!(ended.output.as_deref(), Some(&json!([{"of": "a"}, {"of": "b"}])));
    assert_eq!(shop.runs(), runs(&[("a", 1), ("b", 2)]));
}

#[tokio::test]
async fn all_the_waits_of_a_redriven_execution_go_on() {
    let shop = Shop::new(&[("a", 1)]);
    let wait =
        |name: &str, seconds: u8| flow(&json!({name: {"Type": "Wait", "Seconds": seconds, "End": true}}));
    let branches = json!([wait("W1", 3), flow(&json!({"A": task("a", "")})), wait("W2", 5), wait("W3", 5)]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "Output": 1, "End": true}});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    let ended = shop.redrive(&failed.execution_arn).await;
    let took = ended.stop_date.unwrap().duration_since(ended.redrive_date.unwrap());
    assert_eq!((ended.status, took.as_secs()), (Status::Succeeded, 5));
}

#[tokio::test]
async fn a_failure_inside_a_part_that_its_state_caught_is_not_redriven() {
    let shop = Shop::new(&[("a", 9), ("d", 1)]);
    let catch = json!([{"ErrorEquals": ["States.ALL"], "Next": "D", "Output": "caught"}]);
    let branches = json!([flow(
        &json!({"A": {"Type": "Task", "Resource": TASK, "Arguments": {"task": "a"}, "End": true}})
    )]);
    let states = json!({"P": {"Type": "Parallel", "Branches": branches, "Catch": catch, "Next": "D"},
        "D": with(task("d", ""), &json!({"Output": "{% $states.input %}"}))});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!(failed.status, Status::Failed);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("caught")));
    assert_eq!(shop.runs(), runs(&[("a", 1), ("d", 2)]));
}
