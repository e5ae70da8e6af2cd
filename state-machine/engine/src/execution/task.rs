//! How a task begins, is taken over by its service, and ends.

use std::sync::Arc;
use std::time::Duration;

use super::apply::{At, later};
use super::{Effect, Execution, Phase, RunningTask};
use crate::failure::{Failure, error_name};
use crate::history::{EntryPlan, Integration, TaskScheduled, TimeLimit};
use crate::payload::Payload;

impl Execution {
    /// The task of an activity is offered to its workers and may take its time from now on; any other starts.
    pub(super) fn task_scheduled(&mut self, at: At, task: &TaskScheduled) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::Entered(EntryPlan::Work) | Phase::Retrying(_)).then_some(())?;
        frame.last_event = at.id;
        frame.visit.phase = Phase::Scheduled(Box::new(task.clone()));
        if task.integration != Integration::Activity {
            return Some(vec![Effect::Proceed(at.frame)]);
        }
        let mut effects = vec![Effect::OfferTask { frame: at.frame, token: at.id }];
        effects.extend(timeout(at, at.id, task));
        Some(effects)
    }

    pub(super) fn task_started(&mut self, at: At) -> Option<Vec<Effect>> {
        let (token, task) = self.run_scheduled(at)?;
        let mut effects = vec![Effect::StartTask { frame: at.frame, token }];
        effects.extend(heartbeat(at, token, &task));
        effects.extend(timeout(at, token, &task));
        Some(effects)
    }

    pub(super) fn activity_started(&mut self, at: At) -> Option<Vec<Effect>> {
        let (token, task) = self.run_scheduled(at)?;
        Some(heartbeat(at, token, &task).into_iter().collect())
    }

    fn run_scheduled(&mut self, at: At) -> Option<(u64, TaskScheduled)> {
        let frame = self.frames.get_mut(&at.frame)?;
        let Phase::Scheduled(task) = &frame.visit.phase else { return None };
        let (token, task) = (frame.last_event, (**task).clone());
        frame.visit.phase =
            Phase::Running(Box::new(RunningTask { token, task: task.clone(), submitted: None }));
        frame.last_event = at.id;
        Some((token, task))
    }

    pub(super) fn task_submitted(&mut self, at: At, output: &Payload) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        let Phase::Running(running) = &mut frame.visit.phase else { return None };
        running.submitted = Some(Arc::clone(output));
        frame.last_event = at.id;
        Some(Vec::new())
    }

    pub(super) fn task_succeeded(&mut self, at: At, output: &Payload) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::Running(..)).then_some(())?;
        frame.last_event = at.id;
        frame.visit.phase = Phase::Done(Arc::clone(output));
        Some(vec![Effect::Proceed(at.frame)])
    }

    pub(super) fn task_failed(&mut self, at: At, failure: &Failure) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::Running(_) | Phase::Scheduled(_)).then_some(())?;
        frame.last_event = at.id;
        self.fail(at, failure)
    }

    pub(super) fn task_timed_out(
        &mut self,
        at: At,
        failure: &Failure,
        limit: TimeLimit,
    ) -> Option<Vec<Effect>> {
        let mut effects = self.cancel_of(at.frame)?;
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::Running(_) | Phase::Scheduled(_)).then_some(())?;
        frame.last_event = at.id;
        let also = match limit {
            TimeLimit::Timeout => None,
            TimeLimit::Heartbeat => Some(error_name::HEARTBEAT_TIMEOUT),
        };
        effects.extend(self.fail_under(at, failure, also)?);
        Some(effects)
    }
}

fn heartbeat(at: At, token: u64, task: &TaskScheduled) -> Option<Effect> {
    let within = Duration::from_secs(task.heartbeat_seconds?);
    Some(Effect::ExpectHeartbeat { frame: at.frame, token, within })
}

fn timeout(at: At, token: u64, task: &TaskScheduled) -> Option<Effect> {
    let deadline = later(at.time, Duration::from_secs(task.timeout_seconds?))?;
    Some(Effect::SetTimer { frame: at.frame, token, at: deadline })
}
