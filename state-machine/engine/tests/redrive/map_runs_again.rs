//! Which Map Run goes on, with what, and how its counts tell of it.

use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};

use crate::map_runs::{distributed, run_of};
use crate::shop::{Shop, runs, with};
use crate::stage::seconds;

fn read(more: &Value) -> Value {
    let reader = json!({"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
        "Arguments": {"Bucket": "b", "Key": "k"}});
    let mut machine = distributed("STANDARD", &with(json!({"ItemReader": reader}), more));
    machine["States"]["M"].as_object_mut().unwrap().remove("Items");
    machine
}

#[tokio::test]
async fn a_run_whose_items_could_not_be_read_reads_them_again() {
    let shop = Shop::new(&[]);
    let failed = shop.stage.run(&read(&json!({})), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.ItemReaderFailed");
    shop.stage.objects.insert("b", "k", "[0, 1]");
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(["c0", "c1"])));
    assert_eq!(run_of(&shop, &failed.execution_arn).redrive_count, 1);
}

#[tokio::test]
async fn a_run_whose_expression_failed_is_left_behind_by_another() {
    let shop = Shop::new(&[]);
    let selector = json!({"ItemSelector": "{% $states.context.Execution.RedriveCount > 0 ? $states.context.Map.Item.Value : $error('no') %}"});
    let failed = shop.stage.run(&distributed("STANDARD", &selector), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.QueryEvaluationError");
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    let runs = shop.stage.engine.list_map_runs(&failed.execution_arn);
    let mut told: Vec<_> = runs.iter().map(|run| (run.status, run.redrive_count)).collect();
    told.sort_by_key(|(status, _)| status.as_str());
    assert_eq!(told, [(Status::Failed, 0), (Status::Succeeded, 0)]);
    let types = shop.types_since(&failed.execution_arn).await;
    assert_eq!(types[..3], ["ExecutionRedriven", "MapStateStarted", "MapRunStarted"]);
}

#[tokio::test]
async fn result_files_hold_the_results_of_all_attempts() {
    for kind in ["STANDARD", "EXPRESS"] {
        let shop = Shop::new(&[("c2", 1)]);
        let writer = json!({"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}}});
        let failed = shop.stage.run(&distributed(kind, &writer), &json!({})).await;
        let ended = shop.redrive(&failed.execution_arn).await;
        let output = ended.output.unwrap();
        let key = output["ResultWriterDetails"]["Key"].as_str().unwrap();
        let of = |key: &str| {
            serde_json::from_slice::<Value>(&shop.stage.objects.bytes("out", key).unwrap()).unwrap()
        };
        let files = of(key)["ResultFiles"].clone();
        assert_eq!((&files["FAILED"], &files["PENDING"]), (&json!([]), &json!([])), "{kind}");
        let written = of(files["SUCCEEDED"][0]["Key"].as_str().unwrap());
        let mut outputs: Vec<_> = written.as_array().unwrap().iter().map(|it| it["Output"].clone()).collect();
        outputs.sort_by_key(Value::to_string);
        assert_eq!(
            outputs,
            ["c0", "c1", "c2", "c3", "c4", "c5"].map(|name| json!(format!("\"{name}\""))),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn those_that_wait_to_be_redriven_are_counted_until_it_is_their_turn_or_the_run_ends() {
    let shop = Shop::new(&[("c0", 1), ("c1", 1), ("c2", 1)]);
    let fields = json!({"MaxConcurrency": 3, "ToleratedFailureCount": 2});
    let failed = shop.stage.run(&distributed("STANDARD", &fields), &json!({})).await;
    assert_eq!(failed.status, Status::Failed);
    let before = run_of(&shop, &failed.execution_arn);
    assert_eq!((before.item_counts.failed, before.item_counts.pending_redrive), (3, 0));
    // Each child fails again, after which nothing is tolerated any more: what waits stays as it ended.
    for child in ["c0", "c1", "c2"] {
        shop.breaks(child, 9);
    }
    let again = shop.redrive(&failed.execution_arn).await;
    assert_eq!(again.failure.unwrap().name(), "States.ExceedToleratedFailureThreshold");
    let after = run_of(&shop, &failed.execution_arn);
    assert_eq!((after.item_counts.failed, after.item_counts.pending_redrive), (3, 0));
    assert_eq!(
        after.item_counts.total,
        after.item_counts.failed + after.item_counts.aborted + after.item_counts.succeeded
    );
}

#[tokio::test]
async fn a_child_whose_14_days_are_over_stays_as_it_ended_and_counts_as_failed() {
    let shop = Shop::new(&[("c0", 1)]);
    let mut definition = distributed("STANDARD", &json!({"ToleratedFailureCount": 1, "MaxConcurrency": 6}));
    // The child that fails does so 10 days before its execution is stopped.
    definition["States"]["M"]["ItemProcessor"]["States"]["C"]["Next"] = json!("W");
    definition["States"]["M"]["ItemProcessor"]["States"]["C"].as_object_mut().unwrap().remove("End");
    definition["States"]["M"]["ItemProcessor"]["States"]["W"] =
        json!({"Type": "Wait", "Seconds": 864_000, "End": true});
    let execution = shop.stage.start(&definition, &json!({})).await;
    shop.stage.settle().await;
    shop.stage.clock.advance_time_by(seconds(9 * 86_400));
    shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    assert_eq!(shop.stage.finish(&execution).await.status, Status::Aborted);
    shop.stage.clock.advance_time_by(seconds(6 * 86_400));
    let ended = shop.redrive(&execution).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    let counts = run_of(&shop, &execution).item_counts;
    assert_eq!((counts.succeeded, counts.failed, counts.failures_not_redrivable), (5, 1, 1));
    assert_eq!(
        shop.runs(),
        runs(&[
            ("p0", 1),
            ("c0", 1),
            ("p1", 1),
            ("c1", 1),
            ("p2", 1),
            ("c2", 1),
            ("p3", 1),
            ("c3", 1),
            ("p4", 1),
            ("c4", 1),
            ("p5", 1),
            ("c5", 1),
            ("done", 1)
        ])
    );
}

#[tokio::test]
async fn a_run_whose_state_was_never_begun_is_begun() {
    let shop = Shop::new(&[]);
    let items = json!({"Items": "{% $states.context.Execution.RedriveCount > 0 ? [0] : 'no list' %}"});
    let failed = shop.stage.run(&distributed("EXPRESS", &items), &json!({})).await;
    assert_eq!(failed.status, Status::Failed);
    assert_eq!(shop.stage.engine.list_map_runs(&failed.execution_arn), []);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!(["c0"])), "{:?}", ended.failure);
}

#[tokio::test]
async fn the_machine_of_a_redriven_run_may_fail_after_it_and_the_run_stays_done() {
    let shop = Shop::new(&[("c5", 1), ("done", 1)]);
    let failed = shop.stage.run(&distributed("STANDARD", &json!({})), &json!({})).await;
    let again = shop.redrive(&failed.execution_arn).await;
    assert_eq!(again.failure.unwrap().name(), "Broken");
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!((ended.status, ended.redrive_count), (Status::Succeeded, 2));
    let run = run_of(&shop, &failed.execution_arn);
    assert_eq!((run.status, run.redrive_count), (Status::Succeeded, 1));
}
