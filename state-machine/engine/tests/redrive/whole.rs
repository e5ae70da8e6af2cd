//! The execution as a whole: its time, its status, what it waits for, and other executions that it starts.

use apoyo_asl::MachineType;
use apoyo_engine::{Failure, Status};
use serde_json::json;

use crate::shop::{Shop, runs, task, with};
use crate::stage::{machine, seconds};

#[tokio::test]
async fn the_time_of_the_whole_execution_begins_anew() {
    let shop = Shop::new(&[]);
    let hanging = with(task("b", ""), &json!({"Arguments": {"task": "b", "hang": true}}));
    let definition =
        with(machine(&json!({"A": task("a", "B"), "B": hanging})), &json!({"TimeoutSeconds": 10}));
    let late = shop.stage.run(&definition, &json!({})).await;
    assert_eq!(late.status, Status::TimedOut);
    shop.stage.clock.advance_time_by(seconds(100));
    let again = shop.redrive(&late.execution_arn).await;
    assert_eq!(again.status, Status::TimedOut);
    assert_eq!(again.stop_date.unwrap().duration_since(again.redrive_date.unwrap()).as_secs(), 10);
    assert_eq!(shop.runs(), runs(&[("a", 1), ("b", 2)]));
}

#[tokio::test]
async fn a_stopped_execution_goes_on_and_runs_without_a_stop_date_meanwhile() {
    let shop = Shop::new(&[]);
    let hanging = with(
        task("a", ""),
        &json!({"Arguments": {"task": "a", "hang": "{% $states.context.Execution.RedriveCount < 2 %}"}}),
    );
    let execution = shop.stage.start(&machine(&json!({"A": hanging})), &json!({})).await;
    shop.stage.settle().await;
    shop.stage.engine.stop_execution(&execution, Failure::new("Stop", "please")).unwrap();
    let stopped = shop.stage.finish(&execution).await;
    assert_eq!((stopped.status, stopped.failure), (Status::Aborted, Some(Failure::new("Stop", "please"))));
    shop.try_redrive(&execution).await.unwrap();
    shop.stage.settle().await;
    let running = shop.describe(&execution);
    assert_eq!((running.status, running.stop_date, running.failure), (Status::Running, None, None));
    assert_eq!(running.redrive_count, 1);
    shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    assert_eq!(shop.stage.finish(&execution).await.status, Status::Aborted);
    assert_eq!(shop.redrive(&execution).await.status, Status::Succeeded);
}

#[tokio::test]
async fn a_task_that_waits_for_its_token_is_given_another() {
    let shop = Shop::new(&[]);
    let asking = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": {"token": "{% $states.context.Task.Token %}"}, "End": true});
    let execution = shop.stage.start(&machine(&json!({"Ask": asking})), &json!({})).await;
    shop.stage.settle().await;
    shop.stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    shop.stage.finish(&execution).await;
    shop.try_redrive(&execution).await.unwrap();
    shop.stage.settle().await;
    let token = |at: usize| {
        shop.stage.script.seen.lock().unwrap()[at].arguments["token"].as_str().unwrap().to_owned()
    };
    let refused = shop.stage.engine.send_task_success(&token(0), "1").await.unwrap_err();
    assert_eq!(refused.name(), "TaskTimedOut");
    shop.stage.engine.send_task_success(&token(1), "2").await.unwrap();
    assert_eq!(shop.stage.finish(&execution).await.output.as_deref(), Some(&json!(2)));
}

#[tokio::test]
async fn a_task_that_waits_for_another_execution_starts_a_new_one() {
    let shop = Shop::new(&[("inner", 1)]);
    let role = "arn:aws:iam::000000000000:role/test";
    let inner = machine(&json!({"T": task("inner", "")})).to_string();
    let arn = shop.stage.engine.create_state_machine("inner", MachineType::Standard, (&inner, role)).unwrap();
    let call = json!({"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Arguments": {"StateMachineArn": arn}, "Output": "{% $states.result.Output %}", "End": true});
    let failed = shop.stage.run(&machine(&json!({"Call": call})), &json!({})).await;
    assert_eq!(failed.failure.unwrap().name(), "States.TaskFailed");
    let ended = shop.redrive(&failed.execution_arn).await;
    assert_eq!(ended.output.as_deref(), Some(&json!({"of": "inner"})));
    let statuses: Vec<Status> =
        shop.stage.engine.list_executions(&arn, None).iter().map(|it| it.status).collect();
    assert_eq!(statuses, [Status::Succeeded, Status::Failed], "newest first");
}

#[tokio::test]
async fn an_activity_is_offered_again() {
    let shop = Shop::new(&[]);
    let activity = shop.stage.engine.create_activity("look").unwrap().activity_arn;
    let states = json!({"Look": {"Type": "Task", "Resource": activity, "TimeoutSeconds": 5, "End": true}});
    let late = shop.stage.run(&machine(&states), &json!({})).await;
    assert_eq!(late.failure.unwrap().name(), "States.Timeout");
    shop.try_redrive(&late.execution_arn).await.unwrap();
    let task = shop.stage.engine.get_activity_task(&activity, None).await.unwrap().unwrap();
    shop.stage.engine.send_task_success(&task.task_token, "\"seen\"").await.unwrap();
    assert_eq!(shop.stage.finish(&late.execution_arn).await.output.as_deref(), Some(&json!("seen")));
}
