//! How the Map Run of a state begins, goes on and ends.

use std::sync::Arc;

use super::apply::At;
use super::{Effect, Execution, MapRunAttempt, Phase};
use crate::arn::Arn;
use crate::failure::Failure;
use crate::history::MapRunPlan;
use crate::payload::Payload;

impl Execution {
    pub(super) fn map_run_started(
        &mut self,
        at: At,
        map_run: &Arn,
        plan: &Arc<MapRunPlan>,
    ) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::Distributing).then_some(())?;
        frame.last_event = at.id;
        let attempt = MapRunAttempt { arn: map_run.clone(), plan: Arc::clone(plan), redrives: 0 };
        frame.visit.phase = Phase::MapRunning(Box::new(attempt));
        Some(vec![Effect::StartMapRun(at.frame)])
    }

    pub(super) fn map_run_succeeded(&mut self, at: At, result: &Payload) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::MapRunning(_)).then_some(())?;
        frame.last_event = at.id;
        frame.visit.phase = Phase::Joined(Arc::clone(result));
        Some(vec![Effect::Proceed(at.frame)])
    }

    pub(super) fn map_run_failed(&mut self, at: At, failure: &Failure) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        matches!(frame.visit.phase, Phase::MapRunning(_) | Phase::MapRunHalted(_)).then_some(())?;
        frame.last_event = at.id;
        self.fail(at, failure)
    }

    pub(super) fn map_run_redriven(
        &mut self,
        at: At,
        map_run: &Arn,
        redrive_count: u32,
    ) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        let Phase::MapRunHalted(run) = &frame.visit.phase else { return None };
        (run.arn == *map_run && run.redrives + 1 == redrive_count).then_some(())?;
        let mut run = run.clone();
        run.redrives = redrive_count;
        frame.last_event = at.id;
        frame.visit.phase = Phase::MapRunning(run);
        Some(vec![Effect::RedriveMapRun { frame: at.frame, at: at.time }])
    }
}
