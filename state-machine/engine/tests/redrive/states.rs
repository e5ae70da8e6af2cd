//! What each type of state does when its execution is redriven.

use apoyo_engine::{Failure, Status};
use serde_json::json;

use crate::shop::{Shop, runs, task, with};
use crate::stage::{json_path_machine, machine, seconds};

#[tokio::test]
async fn a_failed_task_is_scheduled_again_with_its_input_and_what_succeeded_is_not() {
    let shop = Shop::new(&[("b", 1)]);
    let first = with(task("a", "B"), &json!({"Assign": {"v": "{% $states.result.of %}"}}));
    let output =
        json!({"Output": {"v": "{% $v %}", "in": "{% $states.input %}", "out": "{% $states.result %}"}});
    let states = json!({"A": first, "B": with(task("b", ""), &output)});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!((failed.status, failed.redrive_count, failed.events), (Status::Failed, 0, 11));
    shop.stage.clock.advance_time_by(seconds(60));
    let ended = shop.redrive(&failed.execution_arn).await;
    let expected = json!({"v": "a", "in": {"of": "a"}, "out": {"of": "b"}});
    assert_eq!(
        (ended.status, ended.output.as_deref(), ended.failure),
        (Status::Succeeded, Some(&expected), None)
    );
    assert_eq!((ended.redrive_count, ended.start_date), (1, failed.start_date));
    assert_eq!(ended.redrive_date.unwrap().duration_since(failed.start_date).as_secs(), 60);
    assert_eq!(shop.runs(), runs(&[("a", 1), ("b", 2)]));

    let history = shop.stage.history(&failed.execution_arn).await;
    let since: Vec<String> = history[10..].iter().map(|event| event.event.type_name()).collect();
    let expected = [
        "ExecutionFailed",
        "ExecutionRedriven",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(since, expected);
    let redriven = history[11].to_api();
    assert_eq!(
        (&redriven["id"], &redriven["previousEventId"], &redriven["executionRedrivenEventDetails"]),
        (&json!(12), &json!(11), &json!({"redriveCount": 1}))
    );
    assert_eq!(history[12].previous_event_id, 12);
}

#[tokio::test]
async fn retries_count_anew_and_the_context_object_tells_of_the_redrive() {
    let shop = Shop::new(&[("a", 3)]);
    let state = with(
        task("a", ""),
        &json!({
            "Retry": [{"ErrorEquals": ["Broken"], "MaxAttempts": 1}],
            "Arguments": {"task": "a", "retries": "{% $states.context.State.RetryCount %}",
                "context": "{% $states.context.Execution %}"},
        }),
    );
    let failed = shop.stage.run(&machine(&json!({"A": state})), &json!({})).await;
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.status, Status::Succeeded);
    let seen = shop.stage.script.seen.lock().unwrap();
    let told = |at: usize| {
        (seen[at].arguments["retries"].clone(), seen[at].arguments["context"]["RedriveCount"].clone())
    };
    assert_eq!(
        [told(0), told(1), told(2), told(3)],
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(a, b)| (json!(a), json!(b)))
    );
    assert_eq!(seen[1].arguments["context"].get("RedriveTime"), None);
    let redriven = format!("{:.3}", ended.redrive_date.unwrap());
    assert_eq!(seen[2].arguments["context"]["RedriveTime"], redriven);
}

#[tokio::test]
async fn a_fail_state_is_entered_again_and_fails_again() {
    let shop = Shop::new(&[]);
    let states = json!({"A": task("a", "F"), "F": {"Type": "Fail", "Error": "{% 'E' & $string($states.context.Execution.RedriveCount) %}"}});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!(failed.failure, Some(Failure::named("E0")));
    let again = shop.redrive(&failed.execution_arn).await;
    assert_eq!((again.failure, again.redrive_count), (Some(Failure::named("E1")), 1));
    assert_eq!(
        shop.types_since(&failed.execution_arn).await,
        ["ExecutionRedriven", "FailStateEntered", "ExecutionFailed"]
    );
    assert_eq!(shop.redrive(&failed.execution_arn).await.redrive_count, 2);
    assert_eq!(shop.runs(), runs(&[("a", 1)]));
}

#[tokio::test]
async fn the_rules_of_a_choice_are_evaluated_again() {
    let shop = Shop::new(&[]);
    let rule = json!({"Variable": "$$.Execution.RedriveCount", "NumericEquals": 2, "Next": "S"});
    let states = json!({"C": {"Type": "Choice", "Choices": [rule]}, "S": {"Type": "Succeed"}});
    let failed = shop.stage.run(&json_path_machine(&states), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.NoChoiceMatched");
    assert_eq!(shop.redrive(&failed.execution_arn).await.status, Status::Failed);
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.status, Status::Succeeded);
    assert_eq!(
        shop.types_since(&failed.execution_arn).await[..2],
        ["ExecutionRedriven", "ChoiceStateExited"]
    );
}

#[tokio::test]
async fn a_wait_of_seconds_begins_anew_and_one_until_a_time_that_is_past_is_over() {
    for (wait, expected) in [(json!({"Seconds": 50}), 50), (json!({"Timestamp": "1970-01-01T00:00:50Z"}), 0)]
    {
        let shop = Shop::new(&[]);
        let state = with(json!({"Type": "Wait", "End": true}), &wait);
        let execution = shop.stage.start(&machine(&json!({"W": state})), &json!({})).await;
        shop.stage.settle().await;
        shop.stage.clock.advance_time_by(seconds(20));
        shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
        assert_eq!(shop.stage.finish(&execution).await.status, Status::Aborted);
        shop.stage.clock.advance_time_by(seconds(100));
        let ended = shop.redrive(&execution).await;
        let took = ended.stop_date.unwrap().duration_since(ended.redrive_date.unwrap());
        assert_eq!((ended.status, took.as_secs()), (Status::Succeeded, expected));
    }
}

#[tokio::test]
async fn a_wait_that_is_stopped_twice_waits_as_long_as_at_first() {
    let shop = Shop::new(&[]);
    let states = json!({"W": {"Type": "Wait", "Seconds": 50, "End": true}});
    let execution = shop.stage.start(&machine(&states), &json!({})).await;
    for _ in 0..3 {
        shop.stage.settle().await;
        shop.stage.clock.advance_time_by(seconds(30));
        shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
        shop.stage.finish(&execution).await;
        shop.try_redrive(&execution).await.unwrap();
    }
    let ended = shop.stage.finish(&execution).await;
    let took = ended.stop_date.unwrap().duration_since(ended.redrive_date.unwrap());
    assert_eq!((ended.status, took.as_secs()), (Status::Succeeded, 50));
}

#[tokio::test]
async fn a_task_that_took_too_long_has_its_whole_time_again() {
    let shop = Shop::new(&[]);
    let hanging = json!({"TimeoutSeconds": 7, "Arguments": {"task": "a", "hang": true}});
    let failed = shop.stage.run(&machine(&json!({"A": with(task("a", ""), &hanging)})), &json!({})).await;
    let again = shop.redrive(&failed.execution_arn).await;
    assert_eq!(again.failure.unwrap().name(), "States.Timeout");
    let took = again.stop_date.unwrap().duration_since(again.redrive_date.unwrap());
    assert_eq!(took.as_secs(), 7);
}

#[tokio::test]
async fn a_field_that_failed_is_computed_again() {
    let broken = "{% $states.context.Execution.RedriveCount > 0 ? 5 : $error('not yet') %}";
    for states in [
        json!({"P": {"Type": "Pass", "Output": broken, "End": true}}),
        json!({"W": {"Type": "Wait", "Seconds": broken, "Output": 5, "End": true}}),
        json!({"T": with(task("a", ""), &json!({"Output": broken}))}),
    ] {
        let shop = Shop::new(&[]);
        let failed = shop.stage.run(&machine(&states), &json!({})).await;
        assert_eq!(failed.failure.unwrap().name(), "States.QueryEvaluationError", "{states}");
        let ended = shop.redrive(&failed.execution_arn).await;
        assert_eq!((ended.status, ended.output.as_deref()), (Status::Succeeded, Some(&json!(5))), "{states}");
    }
}

#[tokio::test]
async fn a_state_of_json_path_that_failed_without_a_word_is_run_again() {
    let shop = Shop::new(&[]);
    let states = json!({"T": {"Type": "Task", "Resource": crate::stage::TASK, "Parameters": {"task": "a"},
        "OutputPath": "$.missing", "End": true}});
    let failed = shop.stage.run(&json_path_machine(&states), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.Runtime");
    assert_eq!(shop.redrive(&failed.execution_arn).await.failure.unwrap().name(), "States.Runtime");
    assert_eq!(shop.runs(), runs(&[("a", 2)]), "its state was never left");
}

#[tokio::test]
async fn what_a_catcher_took_is_not_redriven_but_what_came_after_it() {
    let shop = Shop::new(&[("a", 9), ("b", 1)]);
    let caught = json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "Output": "{% $states.errorOutput.Error %}"}]});
    let states = json!({"A": with(task("a", "B"), &caught), "B": with(task("b", ""), &json!({"Output": "{% $states.input %}"}))});
    let failed = shop.stage.run(&machine(&states), &json!({})).await;
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("Broken")));
    assert_eq!(shop.runs(), runs(&[("a", 1), ("b", 2)]));
}
