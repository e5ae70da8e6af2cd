use std::collections::VecDeque;

use super::message::{ActivityTask, Worker};
use super::{Key, Scheduler};
use crate::arn::Arn;
use crate::decide::Happening;
use crate::execution::{FrameId, Phase};
use crate::failure::{Failure, error_name};

/// The tasks of an activity that nobody has taken, and the workers that wait for one; never both.
#[derive(Default)]
pub(super) struct Activity {
    offered: VecDeque<Offer>,
    waiting: VecDeque<Worker>,
}

#[derive(Clone, Copy)]
struct Offer {
    key: Key,
    frame: FrameId,
    token: u64,
}

impl Scheduler {
    /// Hands a task of an activity to the worker that has waited longest, or keeps it for the next.
    pub(super) fn offer(&mut self, key: Key, frame: FrameId, token: u64) {
        let offer = Offer { key, frame, token };
        let Some((activity, _)) = self.offered(offer) else { return };
        if self.somebody_stands_in(offer) {
            self.turn(key, &Happening::ActivityTaken { frame, token, worker_name: None });
            return self.start_task(key, frame, token);
        }
        if !self.shared.has_activity(&activity) {
            let cause = format!("Activity Does Not Exist: '{activity}'");
            let result = Err(Failure::new(error_name::TASK_FAILED, cause));
            return self.turn(key, &Happening::TaskFinished { frame, token, result });
        }
        let waiting = &mut self.activities.entry(activity.clone()).or_default().waiting;
        // A worker that has given up is passed over.
        while let Some(worker) = waiting.pop_front() {
            if !worker.reply.is_closed() {
                return self.hand(offer, worker);
            }
        }
        self.activities.entry(activity).or_default().offered.push_back(offer);
    }

    /// Gives a worker the task that has waited longest, or lets it wait.
    pub(super) fn poll(&mut self, activity: Arn, worker: Worker) {
        while let Some(offer) =
            self.activities.get_mut(&activity).and_then(|activity| activity.offered.pop_front())
        {
            // A task that was cancelled or took too long is passed over.
            if self.offered(offer).is_some() {
                return self.hand(offer, worker);
            }
        }
        let waiting = &mut self.activities.entry(activity).or_default().waiting;
        waiting.retain(|worker| !worker.reply.is_closed());
        waiting.push_back(worker);
    }

    /// Whether the engine's runner answers in the place of workers.
    fn somebody_stands_in(&self, offer: Offer) -> bool {
        let Some(live) = self.live.get(&offer.key) else { return false };
        let place = live.execution.as_ref().and_then(|execution| Self::task_place(execution, offer.frame));
        place.is_some_and(|(state, _)| self.parts.tasks.stands_in(&live.arn, &state))
    }

    fn hand(&mut self, offer: Offer, worker: Worker) {
        let Some((_, task)) = self.offered(offer) else { return };
        let Offer { key, frame, token } = offer;
        let Worker { name: worker_name, reply } = worker;
        self.turn(key, &Happening::ActivityTaken { frame, token, worker_name });
        // A worker that is gone by now loses the task, which then takes too long.
        self.answer(reply, task);
    }

    /// The activity that an offer is for, and its task; none where it is no longer offered.
    fn offered(&self, offer: Offer) -> Option<(Arn, ActivityTask)> {
        let execution = self.live.get(&offer.key)?.execution.as_ref()?;
        let frame = execution.frame(offer.frame)?;
        let Phase::Scheduled(task) = &frame.visit.phase else { return None };
        (frame.last_event == offer.token).then_some(())?;
        let task_token = execution.task_token(offer.token).to_text();
        Some((Arn::from(&*task.resource), ActivityTask { task_token, input: task.arguments.clone() }))
    }
}
