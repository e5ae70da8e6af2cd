use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use jiff::Timestamp;
use tokio::task::AbortHandle;

use super::guard::message_of;
use super::live::{Live, Owner};
use super::{Key, Message, Scheduler};
use crate::api::Ending;
use crate::decide::Happening;
use crate::execution::{Effect, FrameId, Phase, Status};
use crate::failure::{Failure, error_name};
use crate::map_run::ChildResult;
use crate::tasks::{Attempt, TaskRequest};

impl Scheduler {
    pub(super) fn perform(&mut self, key: Key, effect: Effect) {
        match effect {
            Effect::Proceed(frame) => self.turn(key, &Happening::Proceed(frame)),
            Effect::StartTask { frame, token } => self.start_task(key, frame, token),
            Effect::SetTimer { frame, token, at } => {
                self.set_timer(key, (token, at), Happening::TimerFired { frame, token });
            }
            Effect::ExpectHeartbeat { frame, token, within } => {
                self.expect_beat(key, (frame, token), within);
            }
            Effect::SetExecutionTimer(at) => self.set_timer(key, (0, at), Happening::ExecutionTimerFired),
            Effect::CancelTask { token, .. } => self.cancel_task(key, token),
            Effect::StartMapRun(frame) => self.start_map_run(key, frame),
            Effect::CancelMapRun(map_run) => self.abort_map_run(&map_run),
            Effect::Finish => self.finish(key),
        }
    }

    fn set_timer(&mut self, key: Key, (token, at): (u64, Timestamp), happening: Happening) {
        if let Some(live) = self.live.get_mut(&key) {
            let id = self.timers.set(at, key, happening);
            if let Some(stale) = live.timers.insert(token, id) {
                self.timers.cancel(stale);
            }
        }
    }

    fn start_task(&mut self, key: Key, frame: FrameId, token: u64) {
        let Some(live) = self.live.get_mut(&key) else { return };
        let outbox = self.outbox.clone();
        let attempt = Attempt::new(outbox.clone(), (key, frame, token));
        let Some(request) = request(live, (frame, token), attempt) else { return };
        let parts = Arc::clone(&self.parts);
        let running = tokio::spawn(async move {
            let result = AssertUnwindSafe(parts.tasks.run(request)).catch_unwind().await;
            let result = result.unwrap_or_else(|panic| Err(panicked(&*panic))).map(Arc::new);
            let happening = Happening::TaskFinished { frame, token, result };
            let _ = outbox.send(Message::Happened { key, happening });
        });
        live.tasks.insert(token, running.abort_handle());
    }

    fn cancel_task(&mut self, key: Key, attempt: u64) {
        let Some(live) = self.live.get_mut(&key) else { return };
        if let Some(task) = live.tasks.remove(&attempt) {
            let token = task_token(live, attempt);
            self.end_task(&task, token);
        }
        self.task_done(key, attempt);
    }

    /// A task has reported: neither it nor its timer is needed any more.
    pub(super) fn task_done(&mut self, key: Key, token: u64) {
        if let Some(live) = self.live.get_mut(&key) {
            live.tasks.remove(&token);
            let pulse = live.pulses.remove(&token).map(|pulse| pulse.timer);
            for timer in live.timers.remove(&token).into_iter().chain(pulse) {
                self.timers.cancel(timer);
            }
        }
    }

    fn finish(&mut self, key: Key) {
        let Some(live) = self.live.remove(&key) else { return };
        self.keys.remove(&live.arn);
        self.release(&live);
        if let Some(execution) = &live.execution {
            let ending = Ending {
                status: execution.status(),
                output: execution.output().cloned(),
                failure: execution.failure().cloned(),
                stop: execution.stopped().unwrap_or(live.started),
            };
            self.ended(live, ending);
        }
    }

    /// Ends what still runs for an execution.
    fn release(&mut self, live: &Live) {
        for timer in live.timers.values().copied().chain(live.pulses.values().map(|pulse| pulse.timer)) {
            self.timers.cancel(timer);
        }
        for (attempt, task) in &live.tasks {
            self.end_task(task, task_token(live, *attempt));
        }
    }

    fn end_task(&self, task: &AbortHandle, token: String) {
        task.abort();
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move { parts.tasks.cancel(&token).await });
    }

    /// The execution cannot go on, by a fault of the engine.
    pub(super) fn lost(&mut self, key: Key, failure: &Failure) {
        if let Some(live) = self.live.remove(&key) {
            self.keys.remove(&live.arn);
            self.release(&live);
            let stop = self.parts.clock.now();
            let ending =
                Ending { status: Status::Failed, output: None, failure: Some(failure.clone()), stop };
            self.ended(live, ending);
        }
    }

    fn ended(&mut self, live: Live, ending: Ending) {
        self.shared.ended(&live.arn, &ending);
        if let Owner::MapRun(mut child) = live.owner {
            let result = ChildResult {
                execution_arn: live.arn,
                state_machine_arn: Arc::clone(&child.state_machine_arn),
                input: Arc::clone(&child.input),
                output: ending.output,
                failure: ending.failure,
                status: ending.status,
                start: live.started,
                stop: ending.stop,
                permit: child.permit.take(),
            };
            self.child_ended(&child, result);
        }
    }
}

fn request(live: &Live, (frame, token): (FrameId, u64), attempt: Attempt) -> Option<TaskRequest> {
    let execution = live.execution.as_ref()?;
    let (state, resource) = Scheduler::task_place(execution, frame)?;
    let Phase::Running(running) = &execution.frame(frame)?.visit.phase else { return None };
    let task = &running.task;
    (running.token == token).then(|| TaskRequest {
        resource,
        arguments: Arc::clone(&task.arguments),
        token: task_token(live, token),
        execution: live.arn.clone(),
        state,
        timeout_seconds: task.timeout_seconds,
        heartbeat_seconds: task.heartbeat_seconds,
        submitted: running.submitted.clone(),
        attempt,
    })
}

fn task_token(live: &Live, token: u64) -> String {
    format!("{}#{token}", live.arn)
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Failure {
    Failure::new(error_name::TASK_FAILED, format!("the task panicked: {}", message_of(panic)))
}
