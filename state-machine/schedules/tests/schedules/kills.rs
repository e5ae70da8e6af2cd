//! A process that ends at any moment: nothing is missed, and nothing is started twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use apoyo_schedules::{Start, StartExecution, StartFailed};
use async_trait::async_trait;
use tokio::sync::Notify;

use crate::stage::{Executions, Stage, definition};

/// Starts the execution, and is never heard of again.
struct KilledAfterStart {
    executions: Executions,
    started: Notify,
    is_dead: AtomicBool,
}

#[async_trait]
impl StartExecution for KilledAfterStart {
    async fn start_execution(&self, start: &Start) -> Result<(), StartFailed> {
        self.executions.start_execution(start).await?;
        self.is_dead.store(true, Ordering::SeqCst);
        self.started.notify_one();
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_kill_between_the_start_and_its_record_starts_nothing_twice() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    schedules.ensure(definition("once", "at(2026-11-21T03:00:00)")).await.unwrap();
    stage.set_time("2026-11-21T03:00:00Z");
    let dying = Arc::new(KilledAfterStart {
        executions: stage.executions.clone(),
        started: Notify::new(),
        is_dead: AtomicBool::new(false),
    });
    let running = tokio::spawn(schedules.clone().run(dying.clone()));
    dying.started.notified().await;
    running.abort();
    let _ = running.await;
    drop(schedules);
    let schedules = stage.schedules();
    let running = tokio::spawn(schedules.clone().run(stage.starter()));
    stage.executions.wait_for(2).await;
    assert_eq!(stage.executions.started().len(), 1);
    running.abort();
    let _ = running.await;
    drop(schedules);
    // It is through: the next process has nothing to start.
    let schedules = stage.schedules();
    schedules.ensure(definition("marker", "rate(1 day)")).await.unwrap();
    let running = tokio::spawn(schedules.run(stage.starter()));
    stage.executions.wait_for(3).await;
    assert_eq!(stage.executions.started().len(), 2);
    running.abort();
}

#[tokio::test]
async fn a_process_that_is_killed_every_few_occurrences_starts_each_once() {
    let stage = Stage::new();
    let schedules = stage.schedules();
    schedules.ensure(definition("often", "rate(1 minute)")).await.unwrap();
    drop(schedules);
    for minutes in [1, 3, 0, 7, 2, 30, 1] {
        let schedules = stage.schedules();
        let running = tokio::spawn(schedules.clone().run(stage.starter()));
        // Until it waits for the next minute, then away with it, at whatever it does after that.
        stage.clock.next_deadline().await;
        stage.clock.advance_time_by(std::time::Duration::from_mins(minutes));
        tokio::task::yield_now().await;
        running.abort();
        let _ = running.await;
        drop(schedules);
    }
    let schedules = stage.schedules();
    let running = tokio::spawn(schedules.run(stage.starter()));
    stage.clock.next_deadline().await;
    let inputs: std::collections::BTreeSet<_> = stage.executions.inputs().into_iter().collect();
    assert_eq!((stage.executions.started().len(), inputs.len()), (45, 45));
    running.abort();
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    let stage = Stage::new();
    let path = stage.path("schedules.sqlite");
    std::fs::write(&path, "not a database, but long enough to be taken for a broken one".repeat(100))
        .unwrap();
    let clock = Arc::new(stage.clock.clone());
    let refused = apoyo_schedules::Schedules::open(&path, clock, apoyo_engine::Realm::default());
    let Err(error) = refused else { panic!("opened") };
    assert!(error.to_string().contains("schedules.sqlite: "), "{error}");
}
