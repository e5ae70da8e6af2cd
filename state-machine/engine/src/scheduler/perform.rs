use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use apoyo_asl::Pattern;
use futures::FutureExt;
use jiff::Timestamp;
use tokio::task::AbortHandle;

use super::guard::message_of;
use super::live::{Live, Owner, Recording};
use super::{Key, Message, Scheduler};
use crate::api::Ending;
use crate::decide::Happening;
use crate::execution::{Effect, FrameId, Phase, Status};
use crate::failure::{Failure, error_name};
use crate::history::Integration;
use crate::map_run::ChildResult;
use crate::tasks::{Attempt, StatesRunner, TaskRequest, TaskRunner};

impl Scheduler {
    pub(super) fn perform(&mut self, key: Key, effect: Effect) {
        match effect {
            Effect::Proceed(frame) => self.turn(key, &Happening::Proceed(frame)),
            Effect::StartTask { frame, token } => self.start_task(key, frame, token),
            Effect::OfferTask { frame, token } => self.offer(key, frame, token),
            Effect::SetTimer { frame, token, at } => {
                self.set_timer(key, (token, at), Happening::TimerFired { frame, token });
            }
            Effect::ExpectHeartbeat { frame, token, within } => {
                self.expect_beat(key, (frame, token), within);
            }
            Effect::SetExecutionTimer(at) => self.set_timer(key, (0, at), Happening::ExecutionTimerFired),
            Effect::CancelTask { token, .. } => self.cancel_task(key, token),
            Effect::StartMapRun(frame) => self.start_map_run(key, frame),
            Effect::RedriveMapRun { frame, at } => self.redrive_map_run(key, frame, at),
            Effect::CancelMapRun(map_run) => self.abort_map_run(&map_run),
            Effect::Reopen(event) => self.reopen(key, &event),
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

    pub(super) fn start_task(&mut self, key: Key, frame: FrameId, token: u64) {
        let Some(live) = self.live.get(&key) else { return };
        let outbox = self.outbox.clone();
        let attempt = Attempt::new(outbox.clone(), (key, frame, token));
        let Some(request) = request(live, (frame, token), attempt) else { return };
        let waits_for_token = Integration::of(&request.resource).pattern() == Pattern::WaitForTaskToken;
        if waits_for_token && request.submitted.is_some() {
            return;
        }
        let runner = self.runner_of(&request);
        let running = tokio::spawn(async move {
            let result = AssertUnwindSafe(runner.run(request)).catch_unwind().await;
            let result = result.unwrap_or_else(|panic| Err(panicked(&*panic))).map(Arc::new);
            let happening = Happening::TaskFinished { frame, token, result };
            let _ = outbox.send(Message::Happened { key, happening });
        });
        if let Some(live) = self.live.get_mut(&key) {
            live.tasks.insert(token, running.abort_handle());
        }
    }

    /// Calls of Step Functions are the engine's own, unless somebody stands in.
    fn runner_of(&self, task: &TaskRequest) -> Arc<dyn TaskRunner> {
        let is_own =
            StatesRunner::runs(&task.resource) && !self.parts.tasks.stands_in(&task.execution, &task.state);
        if is_own { self.own_tasks.clone() } else { Arc::clone(&self.parts.tasks) }
    }

    fn cancel_task(&mut self, key: Key, attempt: u64) {
        let Some(live) = self.live.get_mut(&key) else { return };
        if let Some(task) = live.tasks.remove(&attempt) {
            let token = task_token(live, attempt);
            self.end_task(&task, token);
        }
        self.task_done(key, attempt);
    }

    /// The call of a task has returned; its timers are needed only where the task goes on without it.
    pub(super) fn tidy(&mut self, key: Key, happening: &Happening) {
        let Happening::TaskFinished { frame, token, .. } = happening else { return };
        if self.runs(key, (*frame, *token)) {
            if let Some(live) = self.live.get_mut(&key) {
                live.tasks.remove(token);
            }
        } else {
            self.task_done(key, *token);
        }
    }

    /// Whether an attempt at a task has not ended.
    pub(super) fn runs(&self, key: Key, (frame, token): (FrameId, u64)) -> bool {
        let execution = self.live.get(&key).and_then(|live| live.execution.as_ref());
        let phase = execution.and_then(|it| it.frame(frame)).map(|frame| &frame.visit.phase);
        matches!(phase, Some(Phase::Running(running)) if running.token == token)
    }

    /// A task has ended: neither it nor its timers are needed any more.
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
                events: execution.next_event_id() - 1,
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
        let runners: [Arc<dyn TaskRunner>; 2] = [self.own_tasks.clone(), Arc::clone(&self.parts.tasks)];
        tokio::spawn(async move {
            for runner in runners {
                runner.cancel(&token).await;
            }
        });
    }

    /// The execution cannot go on, by a fault of the engine.
    pub(super) fn lost(&mut self, key: Key, failure: &Failure) {
        if let Some(live) = self.live.remove(&key) {
            self.keys.remove(&live.arn);
            self.release(&live);
            let stop = self.parts.clock.now();
            let failure = Some(failure.clone());
            let ending = Ending { status: Status::Failed, output: None, failure, stop, events: 0 };
            self.ended(live, ending);
        }
    }

    fn ended(&mut self, live: Live, ending: Ending) {
        self.shared.ended(&live.arn, &ending);
        if let Owner::MapRun(mut child) = live.owner {
            let is_recorded = live.recording == Recording::Full;
            let redrives = live.execution.as_ref().and_then(|it| it.origin().context.redrive_count);
            let result = ChildResult {
                execution_arn: live.arn,
                state_machine_arn: Arc::clone(&child.state_machine_arn),
                input: Arc::clone(&child.input),
                output: ending.output,
                failure: ending.failure,
                status: ending.status,
                start: live.started,
                stop: ending.stop,
                redrive_count: redrives.unwrap_or_default(),
                events: if is_recorded { ending.events } else { 0 },
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
        role_arn: task.role_arn.clone(),
        submitted: running.submitted.clone(),
        attempt,
    })
}

/// Names an attempt at a task. A child of type EXPRESS that its Map Run runs again has the events that it had before, and
/// is another attempt all the same.
fn task_token(live: &Live, token: u64) -> String {
    match (&live.owner, live.recording) {
        (Owner::MapRun(child), Recording::None) if child.part.map_run_redrives > 0 => {
            format!("{}@{}#{token}", live.arn, child.part.map_run_redrives)
        }
        _ => format!("{}#{token}", live.arn),
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Failure {
    Failure::new(error_name::TASK_FAILED, format!("the task panicked: {}", message_of(panic)))
}
