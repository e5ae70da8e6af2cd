use std::sync::Arc;

use serde_json::Value;

use super::TestStateError;
use super::answer::Answer;
use super::ending::Ending;
use super::http;
use super::map_items::{MapItems, Run};
use super::step::{Stepped, record, stand_in, step, stuck};
use super::task::Runner;
use super::trial::Trial;
use super::watch::Watch;
use crate::decide::{Happening, Scene};
use crate::execution::{Effect, Execution, FrameId, Phase};
use crate::failure::Failure;
use crate::history::{Event, MapRunPlan};
use crate::machine::Kind;
use crate::map_run::{Counts, Tolerance};
use crate::payload::Payload;

/// Drives an execution through the one state that is tested.
///
/// ```text
/// Proceed -> Entered -> [Scheduled -> Running -> the task, or its mock]       -> left, failed: the end
///                    -> [MapStateStarted, ParallelStateStarted -> the mock]   -> retried: the end
///                    -> [Waiting -> the clock]
/// ```
pub(super) struct Session<'t> {
    pub(super) trial: &'t Trial,
    pub(super) execution: Execution,
    pub(super) watch: Watch,
    pub(super) runner: Runner<'t>,
}

/// What the world answers to the effects of a step.
enum Answered {
    Happened(Happening),
    Ended(Ending),
}

type Tested<T> = Result<T, TestStateError>;

impl Session<'_> {
    /// Goes on until the state ends.
    ///
    /// # Errors
    /// When the request does not fit what the state turns out to have, such as the number of its items.
    pub(super) async fn run(mut self) -> Tested<(Ending, Watch)> {
        let mut happening = Happening::Proceed(FrameId::ROOT);
        loop {
            let (event, effects) = match self.step(&happening)? {
                Stepped::Ended(ending) => return Ok((ending, self.watch)),
                Stepped::Going(event, effects) => (event, effects),
            };
            happening = match self.answer(&event, effects).await? {
                Answered::Ended(ending) => return Ok((ending, self.watch)),
                Answered::Happened(happening) => happening,
            };
        }
    }

    /// Decides and applies one event, as the scheduler does.
    fn step(&mut self, happening: &Happening) -> Tested<Stepped> {
        let watch = &mut self.watch;
        step(&mut self.execution, happening, &self.runner, |scene, event| match event {
            None => watch.look(scene),
            Some(event) => watch.event(scene, event),
        })
    }

    async fn answer(&mut self, event: &Event, effects: Vec<Effect>) -> Tested<Answered> {
        match event {
            Event::ParallelStateStarted { .. } => Ok(self.stand_in(self.mocked())),
            Event::MapStateStarted { items, .. } if self.is_branching() => self.iterations(items),
            Event::MapRunStarted { map_run_arn, plan } => {
                let result = self.map_run(plan).await?;
                let (frame, map_run_arn) = (FrameId::ROOT, map_run_arn.clone());
                Ok(Answered::Happened(Happening::MapRunFinished { frame, map_run_arn, result }))
            }
            _ => self.perform(effects).await,
        }
    }

    async fn perform(&mut self, effects: Vec<Effect>) -> Tested<Answered> {
        let frame = FrameId::ROOT;
        let happening = match effects.first() {
            Some(Effect::StartTask { token, .. }) => match &self.trial.answer {
                Some(answer) => {
                    Some(Happening::TaskReported { frame, token: *token, result: answer.to_result() })
                }
                None => self.task(&effects).await,
            },
            Some(Effect::OfferTask { token, .. }) => {
                Some(Happening::ActivityTaken { frame, token: *token, worker_name: None })
            }
            Some(Effect::SetTimer { token, at, .. }) => {
                let fired = Happening::TimerFired { frame, token: *token };
                self.runner.wait_until(*at).await.map(|()| fired)
            }
            // A worker has taken the task of an activity.
            Some(Effect::ExpectHeartbeat { .. }) | None => {
                let token = self.running().ok_or_else(stuck)?;
                Some(Happening::TaskReported { frame, token, result: self.mocked() })
            }
            Some(_) => Some(Happening::Proceed(frame)),
        };
        Ok(happening.map_or_else(|| Answered::Ended(Ending::timed_out(&self.execution)), Answered::Happened))
    }

    /// Runs the task, and keeps what an HTTP task sent and got.
    async fn task(&mut self, effects: &[Effect]) -> Option<Happening> {
        let arguments = self.http_arguments();
        let happening = self.runner.run(&self.execution, effects).await;
        if let Some(arguments) = arguments {
            let endpoint = arguments["ApiEndpoint"].as_str().unwrap_or_default();
            let response = match &happening {
                Some(Happening::TaskFinished { result: Ok(result), .. }) => {
                    Some(http::response(result, endpoint))
                }
                _ => None,
            };
            self.watch.http(http::request(&arguments), response);
        }
        happening
    }

    fn http_arguments(&self) -> Option<Payload> {
        let visit = &self.execution.frame(FrameId::ROOT)?.visit;
        let Phase::Running(running) = &visit.phase else { return None };
        let state = self.execution.origin().machine.state(visit.state);
        http::is_http(state).then(|| Arc::clone(&running.task.arguments))
    }

    fn running(&self) -> Option<u64> {
        match &self.execution.frame(FrameId::ROOT)?.visit.phase {
            Phase::Running(running) => Some(running.token),
            _ => None,
        }
    }

    /// Whether the state is a `Map` state whose iterations are in the execution itself.
    fn is_branching(&self) -> bool {
        let phase = self.execution.frame(FrameId::ROOT).map(|frame| &frame.visit.phase);
        matches!(phase, Some(Phase::Branching(_) | Phase::Joined(_)))
    }

    fn mocked(&self) -> Result<Payload, Failure> {
        self.trial.answer.as_ref().map_or_else(|| Ok(Arc::new(Value::Null)), Answer::to_result)
    }

    /// The iterations of an inline Map, which are not run.
    fn iterations(&mut self, items: &Value) -> Tested<Answered> {
        let now = self.runner.clock.now();
        let failed = {
            let Some(scene) = Scene::of(&self.execution, FrameId::ROOT, now) else { return Err(stuck()) };
            let Kind::Map(map) = &scene.state.kind else { return Err(stuck()) };
            match MapItems::inline(&scene, map, items) {
                Ok(found) => {
                    self.trial.check_failures(found.count)?;
                    self.watch.items(found);
                    None
                }
                Err(error) => {
                    let failed = scene.evaluation_failed(&error);
                    Some((failed, scene.caught().cloned()))
                }
            }
        };
        match failed {
            None => Ok(self.stand_in(self.mocked())),
            Some((failed, caught)) => match record(&mut self.execution, failed, caught, now)? {
                Stepped::Ended(ending) => Ok(Answered::Ended(ending)),
                Stepped::Going(..) => Ok(Answered::Happened(Happening::Proceed(FrameId::ROOT))),
            },
        }
    }

    /// What comes of a Map Run, whose children are not run.
    async fn map_run(&mut self, plan: &Arc<MapRunPlan>) -> Tested<Result<Payload, Failure>> {
        let data = self.trial.configuration.map_item_reader_data.as_deref();
        let now = self.runner.clock.now();
        let run = Scene::of(&self.execution, FrameId::ROOT, now)
            .map(|scene| Run::of(&scene, plan, data))
            .ok_or_else(stuck)?;
        let items = run.items().await;
        self.trial.check_failures(items.count)?;
        let (count, failure) = (items.count, items.failure.clone());
        self.watch.items(items);
        Ok(match (failure, self.mocked()) {
            (Some(failure), _) | (None, Err(failure)) => Err(failure),
            (None, Ok(result)) => self.exceeded(plan, count).map_or_else(|| Ok(result), Err),
        })
    }

    /// The failure of a run that has more failed iterations than its state tolerates.
    ///
    /// A state that says nothing of tolerance is not judged: its own mock says how it ended.
    fn exceeded(&self, plan: &MapRunPlan, count: Option<u64>) -> Option<Failure> {
        let is_tolerant =
            plan.tolerated_failure_count.is_some() || plan.tolerated_failure_percentage.is_some();
        let failed = u64::try_from(self.trial.configuration.map_iteration_failure_count?).ok()?;
        let counts = Counts { failed, total: count.unwrap_or_default(), ..Counts::default() };
        is_tolerant.then(|| Tolerance::of(plan).judge(&counts, count))?
    }

    /// Takes the mock for what came of the parts of the state.
    fn stand_in(&mut self, result: Result<Payload, Failure>) -> Answered {
        let ended = stand_in(&mut self.execution, result, &self.runner);
        ended.map_or(Answered::Happened(Happening::Proceed(FrameId::ROOT)), Answered::Ended)
    }
}
