use tokio::sync::oneshot;

use super::message::{Reported, TaskReport};
use super::{Key, Scheduler};
use crate::decide::Happening;
use crate::execution::{FrameId, Phase};
use crate::task_token::TaskToken;

impl Scheduler {
    /// `SendTaskSuccess`, `SendTaskFailure`, `SendTaskHeartbeat`: answered once it is stored.
    pub(super) fn report(&mut self, token: &TaskToken, report: TaskReport, reply: oneshot::Sender<Reported>) {
        let Some((key, frame)) = self.place_of(token) else {
            // A caller that is gone waits for no answer.
            let _ = reply.send(Reported::Gone);
            return;
        };
        match report {
            TaskReport::Heartbeat => self.beaten(key, token.event),
            TaskReport::Ended(result) => {
                self.turn(key, &Happening::TaskReported { frame, token: token.event, result });
                // A call that has not returned yet goes on; nobody waits for what it returns.
                self.task_done(key, token.event);
            }
        }
        self.answer(reply, Reported::Taken);
    }

    /// The execution and the flow whose running task a token is of.
    fn place_of(&self, token: &TaskToken) -> Option<(Key, FrameId)> {
        let key = *self.keys.get(&token.execution)?;
        let execution = self.live.get(&key)?.execution.as_ref()?;
        (execution.task_token(token.event) == *token).then_some(())?;
        let runs_it = |phase: &Phase| matches!(phase, Phase::Running(it) if it.token == token.event);
        let (frame, _) = execution.frames().find(|(_, frame)| runs_it(&frame.visit.phase))?;
        Some((key, frame))
    }
}
