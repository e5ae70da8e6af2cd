use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::decide::Happening;
use crate::execution::{Effect, Execution, FrameId, Phase, later};
use crate::failure::{Failure, error_name};
use crate::scheduler::{Key, Message};
use crate::tasks::{Attempt, TaskRequest, TaskRunner};

/// Runs the task of a tested state.
#[derive(Clone, Copy)]
pub(super) struct Runner<'t> {
    pub(super) tasks: &'t dyn TaskRunner,
    pub(super) clock: &'t dyn Clock,
    /// When the test is over, whatever it does.
    pub(super) deadline: Timestamp,
}

/// The times that a task has.
struct Limits {
    token: u64,
    /// `TimeoutSeconds`.
    timeout: Option<Timestamp>,
    /// `HeartbeatSeconds`.
    heartbeat: Option<Duration>,
}

impl Runner<'_> {
    /// What comes of the task that was started; none where the test is over first.
    pub(super) async fn run(&self, execution: &Execution, effects: &[Effect]) -> Option<Happening> {
        let limits = limits(effects)?;
        let (outbox, inbox) = mpsc::unbounded_channel();
        let attempt = Attempt::new(outbox, (Key::NONE, FrameId::ROOT, limits.token));
        let request = request(execution, attempt)?;
        let token = request.token.clone();
        let ended = {
            let running = AssertUnwindSafe(self.tasks.run(request)).catch_unwind();
            tokio::select! {
                biased;
                result = running => {
                    let result = result.unwrap_or_else(|_| Err(panicked())).map(Arc::new);
                    return Some(Happening::TaskFinished { frame: FrameId::ROOT, token: limits.token, result });
                }
                ended = self.time_over(&limits, inbox) => ended,
            }
        };
        self.tasks.cancel(&token).await;
        ended
    }

    /// Waits until a time comes; none where the test is over first.
    pub(super) async fn wait_until(&self, time: Timestamp) -> Option<()> {
        self.clock.sleep_until(time.min(self.deadline)).await;
        (time <= self.deadline).then_some(())
    }

    /// Waits until the first time of a task is over, with each beat anew.
    async fn time_over(
        &self,
        limits: &Limits,
        mut inbox: mpsc::UnboundedReceiver<Message>,
    ) -> Option<Happening> {
        let (frame, token) = (FrameId::ROOT, limits.token);
        let next_beat = || limits.heartbeat.and_then(|within| later(self.clock.now(), within));
        let mut beat = next_beat();
        loop {
            let first = [limits.timeout, beat].into_iter().flatten().min();
            tokio::select! {
                biased;
                Some(message) = inbox.recv() => {
                    if matches!(message, Message::Heartbeat { .. }) {
                        beat = next_beat();
                    }
                }
                () = self.clock.sleep_until(first.unwrap_or(self.deadline).min(self.deadline)) => {
                    return match first.filter(|first| *first <= self.deadline) {
                        Some(first) if Some(first) == limits.timeout => Some(Happening::TimerFired { frame, token }),
                        Some(_) => Some(Happening::HeartbeatMissed { frame, token }),
                        None => None,
                    };
                }
            }
        }
    }
}

fn limits(effects: &[Effect]) -> Option<Limits> {
    let token = effects.iter().find_map(|effect| match effect {
        Effect::StartTask { token, .. } => Some(*token),
        _ => None,
    })?;
    let timeout = effects.iter().find_map(|effect| match effect {
        Effect::SetTimer { at, .. } => Some(*at),
        _ => None,
    });
    let heartbeat = effects.iter().find_map(|effect| match effect {
        Effect::ExpectHeartbeat { within, .. } => Some(*within),
        _ => None,
    });
    Some(Limits { token, timeout, heartbeat })
}

fn request(execution: &Execution, attempt: Attempt) -> Option<TaskRequest> {
    let visit = &execution.frame(FrameId::ROOT)?.visit;
    let Phase::Running(running) = &visit.phase else { return None };
    let origin = execution.origin();
    Some(TaskRequest {
        resource: Arc::clone(&running.task.resource),
        arguments: Arc::clone(&running.task.arguments),
        // Two tests at different times are different attempts.
        token: format!("{}#{}", origin.context.id, origin.context.start_time),
        execution: origin.context.id.as_str().into(),
        state: Arc::clone(&origin.machine.state(visit.state).name),
        timeout_seconds: running.task.timeout_seconds,
        heartbeat_seconds: running.task.heartbeat_seconds,
        submitted: None,
        role_arn: running.task.role_arn.clone(),
        attempt,
    })
}

fn panicked() -> Failure {
    Failure::new(error_name::TASK_FAILED, "the task panicked")
}
