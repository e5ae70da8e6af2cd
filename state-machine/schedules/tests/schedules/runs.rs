//! What a schedule starts, and when.

use apoyo_engine::Clock as _;
use apoyo_schedules::{Ensured, ScheduleId, State};
use serde_json::json;

use crate::stage::{MACHINE, ROLE, Stage, call, definition};

#[tokio::test]
async fn a_schedule_starts_an_execution_at_its_time_and_at_the_next() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    let made = schedules.ensure(definition("nightly", "cron(0 3 * * ? *)")).await;
    assert_eq!(made, Ok(Ensured::Created));
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    for day in ["2026-11-21T03:00:00Z", "2026-11-22T03:00:00Z"] {
        assert_eq!(stage.clock.next_deadline().await.to_string(), day);
        let asked = stage.executions.asked();
        stage.clock.advance_to_next_sleeper().await;
        stage.executions.wait_for(asked + 1).await;
    }
    stage.clock.next_deadline().await;
    let started: Vec<_> = stage.executions.started().values().cloned().collect();
    assert_eq!(started.len(), 2);
    assert!(started.iter().all(|start| start.state_machine_arn == MACHINE));
    let mut inputs = stage.executions.inputs();
    inputs.sort();
    assert_eq!(inputs, [r#"{"at":"2026-11-21T03:00:00Z"}"#, r#"{"at":"2026-11-22T03:00:00Z"}"#]);
    running.abort();
}

#[tokio::test]
async fn a_schedule_that_is_made_or_changed_while_the_loop_waits_counts_at_once() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    schedules.ensure(definition("late", "at(2026-12-31T00:00:00)")).await.unwrap();
    assert_eq!(stage.clock.next_deadline().await.to_string(), "2026-12-31T00:00:00Z");
    schedules.ensure(definition("late", "rate(7 minutes)")).await.unwrap();
    stage.executions.wait_for(1).await;
    assert_eq!(stage.clock.next_deadline().await, stage.clock.now() + jiff::SignedDuration::from_mins(7));
    schedules.remove(ScheduleId::new(None, "late").unwrap()).await.unwrap();
    stage.set_time("2026-12-31T00:00:00Z");
    schedules.ensure(definition("other", "at(2026-12-31T00:00:00)")).await.unwrap();
    stage.executions.wait_for(2).await;
    assert_eq!(stage.executions.started().len(), 2, "the removed one started nothing more");
    running.abort();
}

#[tokio::test]
async fn a_start_that_fails_is_tried_again_until_it_holds() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    stage.executions.fail(Some("StateMachineDoesNotExist"));
    schedules.ensure(definition("once", "at(2026-11-21T03:00:00)")).await.unwrap();
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    for tries in 1..=4 {
        stage.clock.advance_to_next_sleeper().await;
        stage.executions.wait_for(tries).await;
    }
    // 3:00:00, then after 1, 2 and 4 seconds.
    let next = stage.clock.next_deadline().await;
    assert_eq!(stage.clock.now().to_string(), "2026-11-21T03:00:07Z");
    assert_eq!(next.to_string(), "2026-11-21T03:00:15Z");
    stage.executions.fail(None);
    stage.clock.advance_to_next_sleeper().await;
    stage.executions.wait_for(5).await;
    assert_eq!(stage.executions.inputs(), [r#"{"at":"2026-11-21T03:00:00Z"}"#]);
    running.abort();
}

#[tokio::test]
async fn what_is_ensured_as_it_is_keeps_what_it_missed() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    schedules.ensure(definition("hourly", "cron(0 * * * ? *)")).await.unwrap();
    drop(schedules);
    stage.set_time("2026-11-21T03:30:00Z");
    let schedules = stage.schedules();
    assert_eq!(schedules.ensure(definition("hourly", "cron(0 * * * ? *)")).await, Ok(Ensured::AsItWas));
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    stage.executions.wait_for(4).await;
    assert_eq!(stage.clock.next_deadline().await.to_string(), "2026-11-21T04:00:00Z");
    assert_eq!(stage.executions.started().len(), 4, "at midnight, when it was made, at one, two and three");
    let other = definition("hourly", "cron(30 * * * ? *)");
    assert_eq!(schedules.ensure(other).await, Ok(Ensured::Updated));
    running.abort();
}

#[tokio::test]
async fn a_schedule_that_is_disabled_over_the_api_stops() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    let mut off = definition("hourly", "cron(0 * * * ? *)");
    schedules.ensure(off.clone()).await.unwrap();
    off.state = State::Disabled;
    let body = json!({"ScheduleExpression": "cron(0 * * * ? *)", "State": "DISABLED",
        "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {"Arn": MACHINE, "RoleArn": ROLE}});
    assert_eq!(call(&schedules, ("PUT", "/schedules/hourly"), body).await.0, 200);
    schedules.ensure(definition("marker", "at(2026-11-23T00:00:00)")).await.unwrap();
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    assert_eq!(stage.clock.advance_to_next_sleeper().await.as_secs(), 2 * 86_400);
    stage.executions.wait_for(1).await;
    assert_eq!(stage.executions.started().len(), 1);
    running.abort();
}
