use std::collections::HashSet;

use crate::execution::{Effect, Execution, Phase};

/// What of the effects is still to be done, and a turn for each frame: a frame that has none to take does nothing in it.
pub(super) fn still_due(execution: &Execution, effects: Vec<Effect>) -> Vec<Effect> {
    let mut started = HashSet::new();
    let mut has_timer = false;
    let phase = |frame| execution.frame(frame).map(|frame| &frame.visit.phase);
    let is_of = |frame, token: u64| match phase(frame) {
        Some(Phase::Waiting(wait)) => wait.set == token,
        Some(Phase::Retrying(set)) => *set == token,
        Some(Phase::Running(running)) => running.token == token,
        Some(Phase::Scheduled(_)) => true,
        _ => false,
    };
    let mut due: Vec<Effect> = effects
        .into_iter()
        .rev()
        .filter(|effect| match effect {
            // The time of a redriven execution has begun anew.
            Effect::SetExecutionTimer(_) => !std::mem::replace(&mut has_timer, true),
            Effect::SetTimer { frame, token, .. }
            | Effect::StartTask { frame, token }
            | Effect::ExpectHeartbeat { frame, token, .. } => is_of(*frame, *token),
            Effect::OfferTask { frame, .. } => matches!(phase(*frame), Some(Phase::Scheduled(_))),
            // Of all the runs and redrives of a frame the latest.
            Effect::StartMapRun(frame) | Effect::RedriveMapRun { frame, .. } => {
                matches!(phase(*frame), Some(Phase::MapRunning(_))) && started.insert(*frame)
            }
            Effect::Proceed(_)
            | Effect::CancelTask { .. }
            | Effect::CancelMapRun(_)
            | Effect::Reopen(_)
            | Effect::Finish => false,
        })
        .collect();
    due.reverse();
    due.extend(execution.frames().map(|(frame, _)| Effect::Proceed(frame)));
    due
}
