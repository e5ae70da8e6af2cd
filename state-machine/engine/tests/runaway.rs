//! Machines that never end by themselves are ended, and nobody waits for them meanwhile.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_asl::MachineType;
use apoyo_engine::{Arn, EXPRESS_LIMIT_EVENTS, Failure, HISTORY_LIMIT_EVENTS, Status};
use serde_json::{Value, json};
use stage::{Stage, machine};

/// A loop without a Wait or a Task in it.
fn endless() -> Value {
    machine(&json!({
        "A": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "E"}], "Default": "B"},
        "B": {"Type": "Pass", "Next": "A"},
        "E": {"Type": "Succeed"},
    }))
}

async fn start(stage: &Stage, machine_type: MachineType) -> Arn {
    let definition = endless().to_string();
    let name = format!("endless-{machine_type:?}");
    let machine = stage.engine.create_state_machine(&name, machine_type, (&definition, "role")).unwrap();
    stage.engine.start_execution(&machine, None, "{}").await.unwrap().execution_arn
}

#[tokio::test]
async fn a_loop_is_failed_once_its_history_is_full_also_where_the_service_keeps_none() {
    for (machine_type, limit) in
        [(MachineType::Standard, HISTORY_LIMIT_EVENTS), (MachineType::Express, EXPRESS_LIMIT_EVENTS)]
    {
        let stage = Stage::echo();
        let execution = start(&stage, machine_type).await;
        let ended = stage.engine.wait_for_end(&execution).await.unwrap();
        let cause = format!("The execution reached the maximum number of history events ({limit}).");
        assert_eq!(ended.failure, Some(Failure::new("States.Runtime", cause)));
    }
}

#[tokio::test]
async fn others_run_and_the_loop_itself_can_be_stopped_while_it_runs() {
    let stage = Stage::echo();
    let execution = start(&stage, MachineType::Express).await;
    let other = stage.run(&machine(&json!({"P": {"Type": "Pass", "End": true}})), &json!({"n": 1})).await;
    assert_eq!(other.output.as_deref(), Some(&json!({"n": 1})));
    assert_eq!(stage.engine.describe_execution(&execution).unwrap().status, Status::Running);
    stage.engine.stop_execution(&execution, Failure::named("Enough")).unwrap();
    assert_eq!(stage.engine.wait_for_end(&execution).await.unwrap().status, Status::Aborted);
}

#[tokio::test]
async fn a_timer_fires_while_a_loop_runs() {
    let stage = Stage::echo();
    let wait = machine(&json!({"W": {"Type": "Wait", "Seconds": 5, "End": true}}));
    let waiting = stage.start(&wait, &json!({})).await;
    stage.settle().await;
    let execution = start(&stage, MachineType::Express).await;
    stage.clock.advance_time_by(stage::seconds(5));
    assert_eq!(stage.engine.wait_for_end(&waiting).await.unwrap().status, Status::Succeeded);
    assert_eq!(stage.engine.describe_execution(&execution).unwrap().status, Status::Running);
    stage.engine.stop_execution(&execution, Failure::default()).unwrap();
}
