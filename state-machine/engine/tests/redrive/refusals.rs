//! What cannot be redriven, and what is said of it.

use apoyo_asl::MachineType;
use apoyo_engine::{Error, HISTORY_LIMIT_EVENTS, RedriveStatus, Status};
use serde_json::json;

use crate::shop::{Shop, task, with};
use crate::stage::{machine, seconds};

fn reason(error: &Error) -> String {
    assert_eq!(error.name(), "ExecutionNotRedrivable");
    error.to_string()
}

#[tokio::test]
async fn what_runs_or_has_succeeded_is_refused() {
    let shop = Shop::new(&[]);
    let hanging =
        with(task("a", ""), &json!({"Arguments": {"task": "a", "hang": "{% $states.input.hang %}"}}));
    let definition = machine(&json!({"A": hanging}));
    let running = shop.stage.start(&definition, &json!({"hang": true})).await;
    let refused = shop.try_redrive(&running).await.unwrap_err();
    assert_eq!(reason(&refused), "Execution is RUNNING and cannot be redriven");
    let machine = shop.stage.create(&definition);
    let other =
        shop.stage.engine.start_execution(&machine, None, "{\"hang\": false}").await.unwrap().execution_arn;
    shop.stage.finish(&other).await;
    let refused = shop.try_redrive(&other).await.unwrap_err();
    assert_eq!(reason(&refused), "Execution is SUCCEEDED and cannot be redriven");
    let nobody = "arn:aws:states:us-east-1:000000000000:execution:machine:nobody".into();
    assert_eq!(shop.try_redrive(&nobody).await.unwrap_err().name(), "ExecutionDoesNotExist");
}

#[tokio::test]
async fn the_14_days_begin_with_the_end_and_anew_with_each_end() {
    let shop = Shop::new(&[("a", 9)]);
    let failed = shop.stage.run(&machine(&json!({"A": task("a", "")})), &json!({})).await;
    let days = |days: u64| seconds(days * 24 * 60 * 60);
    shop.stage.clock.advance_time_by(days(14));
    assert_eq!(shop.stage.engine.redrive_status(&failed), RedriveStatus::Redrivable);
    shop.redrive(&failed.execution_arn).await;
    shop.stage.clock.advance_time_by(days(14));
    shop.redrive(&failed.execution_arn).await;
    shop.stage.clock.advance_time_by(days(14) + seconds(1));
    let refused = shop.try_redrive(&failed.execution_arn).await.unwrap_err();
    assert_eq!(reason(&refused), "Execution redrivable period exceeded");
}

#[tokio::test]
async fn an_execution_that_is_open_for_a_year_is_refused() {
    let shop = Shop::new(&[("a", 99)]);
    let failed = shop.stage.run(&machine(&json!({"A": task("a", "")})), &json!({})).await;
    for _ in 0..28 {
        shop.stage.clock.advance_time_by(seconds(13 * 24 * 60 * 60));
        shop.redrive(&failed.execution_arn).await;
    }
    shop.stage.clock.advance_time_by(seconds(2 * 24 * 60 * 60));
    let refused = shop.try_redrive(&failed.execution_arn).await.unwrap_err();
    assert_eq!(reason(&refused), "Execution has exceeded the max execution time");
}

#[tokio::test]
async fn a_full_history_is_refused() {
    let shop = Shop::new(&[]);
    let never = json!([{"Condition": "{% false %}", "Next": "S"}]);
    let states = json!({"A": {"Type": "Choice", "Choices": never, "Default": "A"}, "S": {"Type": "Succeed"}});
    let full = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!((full.status, full.events), (Status::Failed, HISTORY_LIMIT_EVENTS));
    let refused = shop.try_redrive(&full.execution_arn).await.unwrap_err();
    assert_eq!(reason(&refused), "Execution history event limit exceeded");
}

#[tokio::test]
async fn an_express_execution_is_refused_by_the_core_too() {
    let shop = Shop::new(&[("a", 1)]);
    let definition = machine(&json!({"A": task("a", "")})).to_string();
    let role = "arn:aws:iam::000000000000:role/test";
    let express =
        shop.stage.engine.create_state_machine("x", MachineType::Express, (&definition, role)).unwrap();
    let execution = shop.stage.engine.start_execution(&express, None, "{}").await.unwrap().execution_arn;
    assert_eq!(shop.stage.finish(&execution).await.status, Status::Failed);
    assert_eq!(shop.try_redrive(&execution).await.unwrap_err().name(), "ExecutionNotRedrivable");
    assert_eq!(shop.describe(&execution).status, Status::Failed);
}
