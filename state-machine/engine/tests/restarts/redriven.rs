use std::sync::atomic::Ordering;

use apoyo_engine::{Arn, Engine, ExecutionDescription, Failure, Realm, Redrive, Status};

use super::World;

/// What is done with an execution that runs, but for waiting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    Nothing,
    /// It is stopped once.
    Stop,
}

impl World {
    /// As [`World::run_until_death`], and the execution is redriven until it succeeds.
    pub(crate) async fn redrive_until_death(
        &self,
        lives: usize,
        meanwhile: Meanwhile,
    ) -> Option<ExecutionDescription> {
        let (engine, _) = self.next_process(lives).await;
        let arn = Realm::default().execution("machine", "run");
        if let Ok(known) = engine.describe_execution(&arn) {
            let acknowledged = self.redrives.load(Ordering::SeqCst);
            assert!(known.redrive_count >= acknowledged, "{known:?} was redriven {acknowledged} times");
        }
        let succeeded = tokio::select! {
            biased;
            ended = self.redriven(&engine, &arn, meanwhile) => ended,
            () = self.time_passes(&engine) => return None,
        };
        let running = engine.executions_before((None, usize::MAX), |it| it.status == Status::Running);
        assert_eq!(running, [], "nothing is left behind");
        Some(succeeded)
    }

    async fn redriven(&self, engine: &Engine, arn: &Arn, meanwhile: Meanwhile) -> ExecutionDescription {
        let machine = Realm::default().state_machine("machine");
        if engine.describe_execution(arn).is_err() {
            engine.start_execution(&machine, Some("run"), "{}").await.unwrap();
        }
        let revisions = self.revisions();
        loop {
            let now = engine.describe_execution(arn).unwrap();
            match now.status {
                Status::Succeeded => return now,
                Status::Running if now.redrive_count == 0 && meanwhile == Meanwhile::Stop => {
                    // Enough for its children to begin, and less than the clock waits before it moves.
                    for _ in 0..32 {
                        tokio::task::yield_now().await;
                    }
                    engine.stop_execution(arn, Failure::default()).unwrap();
                    engine.wait_for_end(arn).await.unwrap();
                }
                Status::Running => drop(engine.wait_for_end(arn).await.unwrap()),
                _ => {
                    let redrive = Redrive { execution: arn, client_token: None };
                    let of = |it: &ExecutionDescription| revisions.get(&it.state_machine_arn).cloned();
                    engine.redrive_execution(redrive, of).await.unwrap();
                    self.redrives.store(now.redrive_count + 1, Ordering::SeqCst);
                }
            }
        }
    }
}
