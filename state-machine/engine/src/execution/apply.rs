use std::sync::Arc;
use std::time::Duration;

use apoyo_asl::MachineType;
use jiff::{SignedDuration, Timestamp};

use super::{Effect, Execution, Frame, FrameId, IllegalEvent, Outcome, Phase, Visit, Waiting};
use crate::data_flow::Variables;
use crate::failure::Failure;
use crate::history::{EntryPlan, Event, HistoryEvent};
use crate::machine::State;
use crate::payload::Payload;

impl Execution {
    /// The execution after an event, and what must be done about it.
    ///
    /// The one place where an execution changes, for a first run and for the fold of a stored history alike.
    ///
    /// # Errors
    /// When the event does not follow from where the execution stands.
    pub fn apply(mut self, recorded: &HistoryEvent) -> Result<(Self, Vec<Effect>), IllegalEvent> {
        let illegal =
            || IllegalEvent { id: recorded.id, event: recorded.event.type_name(), frame: recorded.frame };
        if recorded.id != self.next_event {
            return Err(illegal());
        }
        self.status = self.status.next(&recorded.event).ok_or_else(illegal)?;
        self.next_event += 1;
        let effects = self.change(recorded).ok_or_else(illegal)?;
        Ok((self, effects))
    }

    fn change(&mut self, recorded: &HistoryEvent) -> Option<Vec<Effect>> {
        let at = At { id: recorded.id, frame: recorded.frame, time: recorded.timestamp };
        match &recorded.event {
            Event::ExecutionStarted { input, seed, .. } => self.start(at, input, *seed),
            Event::ExecutionSucceeded { output } => Some(self.succeed(at, output)),
            Event::ExecutionFailed(failure) => self.end_early(at, failure, Some(failure)),
            Event::ExecutionAborted(failure) | Event::ExecutionTimedOut(failure) => {
                self.end_early(at, failure, None)
            }
            Event::ExecutionRedriven { redrive_count, .. } => self.redriven(at, *redrive_count, recorded),
            Event::StateEntered { name, input, plan, .. } => self.enter(at, name, (input, plan)),
            Event::StateExited { output, assigned, next, .. } => {
                self.exit(at, (output, assigned), next.as_deref())
            }
            Event::EvaluationFailed { failure, .. } => {
                self.frames.get_mut(&at.frame)?.last_event = at.id;
                self.fail(at, failure)
            }
            Event::TaskScheduled(task) => self.task_scheduled(at, task),
            Event::TaskStarted(_) => self.task_started(at),
            Event::ActivityStarted { .. } => self.activity_started(at),
            Event::TaskSucceeded { output, .. } => self.task_succeeded(at, output),
            Event::TaskSubmitted { output, .. } => self.task_submitted(at, output),
            Event::TaskFailed { failure, .. }
            | Event::TaskSubmitFailed { failure, .. }
            | Event::TaskScheduleFailed { failure, .. } => self.task_failed(at, failure),
            Event::TaskTimedOut { failure, limit, .. } => self.task_timed_out(at, failure, *limit),
            Event::MapStateStarted { length, items, concurrency } => {
                self.map_started(at, (*length, *concurrency), items)
            }
            Event::MapIterationStarted { index, input, .. } => self.iteration_started(at, *index, input),
            Event::MapIterationSucceeded { .. } => self.iteration_succeeded(at),
            Event::MapIterationFailed { failure, .. } => self.iteration_failed(at, failure),
            Event::MapIterationAborted { .. } => self.iteration_aborted(at),
            Event::ParallelStateStarted { input } => self.parallel_started(at, input),
            Event::MapStateSucceeded | Event::ParallelStateSucceeded => self.joined(at),
            Event::MapStateFailed => self.told(at),
            Event::ParallelStateFailed { failure } => self.parallel_failed(at, failure),
            Event::MapRunStarted { map_run_arn, plan } => self.map_run_started(at, map_run_arn, plan),
            Event::MapRunRedriven { map_run_arn, redrive_count } => {
                self.map_run_redriven(at, map_run_arn, *redrive_count)
            }
            Event::MapRunSucceeded { result } => self.map_run_succeeded(at, result),
            Event::MapRunFailed(failure) => self.map_run_failed(at, failure),
        }
    }

    fn start(&mut self, at: At, input: &Payload, seed: u64) -> Option<Vec<Effect>> {
        (at.id == 1).then_some(())?;
        let machine = Arc::clone(&self.origin.machine);
        self.seed = seed;
        self.next_frame = 1;
        let frame = Frame {
            place: None,
            variables: Variables::default(),
            item: self.origin.item.clone(),
            last_event: 0,
            visit: Visit::arriving(machine.start_of(self.origin.flow), Arc::clone(input)),
        };
        self.frames.insert(FrameId::ROOT, frame);
        let mut effects = vec![Effect::Proceed(FrameId::ROOT)];
        if let Some(deadline) = self.time_limit().and_then(|limit| later(at.time, limit)) {
            effects.push(Effect::SetExecutionTimer(deadline));
        }
        Some(effects)
    }

    /// `TimeoutSeconds` of the machine; an Express execution has five minutes at most.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
    pub(super) fn time_limit(&self) -> Option<Duration> {
        const EXPRESS: Duration = Duration::from_mins(5);
        let written = self.origin.machine.timeout();
        match self.origin.machine_type {
            MachineType::Standard => written,
            MachineType::Express => Some(written.map_or(EXPRESS, |limit| limit.min(EXPRESS))),
        }
    }

    fn succeed(&mut self, at: At, output: &Payload) -> Vec<Effect> {
        let mut effects = self.remove_tree(FrameId::ROOT);
        self.output = Some(Arc::clone(output));
        self.stopped = Some(at.time);
        effects.push(Effect::Finish);
        effects
    }

    /// Ends without success; `cause` is the failure where it is one of the machine's own flow.
    fn end_early(&mut self, at: At, failure: &Failure, cause: Option<&Failure>) -> Option<Vec<Effect>> {
        let (halted, mut effects) = self.halt(FrameId::ROOT, cause)?;
        self.halted = Some(Box::new(halted));
        self.failure = Some(failure.clone());
        self.stopped = Some(at.time);
        effects.push(Effect::Finish);
        Some(effects)
    }

    fn enter(&mut self, at: At, name: &str, (input, plan): (&Payload, &EntryPlan)) -> Option<Vec<Effect>> {
        let state = self.origin.machine.state_named(name)?;
        let frame = self.frames.get_mut(&at.frame)?;
        let visit = &mut frame.visit;
        (matches!(visit.phase, Phase::Arriving) && visit.state == state).then_some(())?;
        visit.input = Arc::clone(input);
        visit.before_event = frame.last_event;
        visit.entered_event = at.id;
        visit.entered = at.time;
        frame.last_event = at.id;
        match plan {
            EntryPlan::Work | EntryPlan::Broken(..) => {
                visit.phase = Phase::Entered(plan.clone());
                Some(vec![Effect::Proceed(at.frame)])
            }
            EntryPlan::WaitUntil(until) => {
                visit.phase = Phase::Waiting(Waiting { set: at.id, since: at.time, until: *until });
                Some(vec![Effect::SetTimer { frame: at.frame, token: at.id, at: *until }])
            }
            EntryPlan::Fail(failure) => self.fail(at, failure),
        }
    }

    fn exit(
        &mut self,
        at: At,
        (output, assigned): (&Payload, &[(Arc<str>, Payload)]),
        next: Option<&str>,
    ) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        // A state that is caught while its iterations run ends them.
        let mut effects = self.remove_children(at.frame);
        let frame = self.frames.get_mut(&at.frame)?;
        frame.last_event = at.id;
        frame.variables.assign(assigned);
        match next {
            Some(next) => frame.visit = Visit::arriving(machine.state_named(next)?, Arc::clone(output)),
            None => frame.visit.phase = Phase::Ended(Arc::clone(output)),
        }
        match (next, frame.place) {
            (None, Some(_)) => effects.extend(self.flow_ended(at.frame, output)?),
            _ => effects.push(Effect::Proceed(at.frame)),
        }
        Some(effects)
    }

    /// Lets a frame's state fail: retried, caught, or handed to whoever waits for the frame.
    pub(super) fn fail(&mut self, at: At, failure: &Failure) -> Option<Vec<Effect>> {
        self.fail_under(at, failure, None)
    }

    /// As [`Self::fail`], where retriers and catchers may name the failure by another name too.
    pub(super) fn fail_under(
        &mut self,
        at: At,
        failure: &Failure,
        also: Option<&str>,
    ) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        let seed = self.seed_at(at.id);
        let visit = &self.frames.get(&at.frame)?.visit;
        let state = machine.state(visit.state);
        let is_catching = matches!(visit.phase, Phase::Caught(..) | Phase::CaughtAndTold(..));
        let outcome =
            if is_catching { Outcome::Fail } else { Outcome::of(state, visit, (failure, also), seed) };
        let mut effects = match outcome {
            Outcome::Retry { .. } => self.remove_children(at.frame),
            Outcome::Catch { .. } | Outcome::Fail if is_catching => Vec::new(),
            Outcome::Catch { .. } | Outcome::Fail => self.set_rest(at.frame, failure)?,
        };
        let visit = &mut self.frames.get_mut(&at.frame)?.visit;
        match outcome {
            Outcome::Retry { retrier, delay } => {
                visit.attempts.resize(state.retry.len(), 0);
                visit.attempts[retrier] += 1;
                visit.phase = Phase::Retrying(at.id);
                effects.push(Effect::SetTimer { frame: at.frame, token: at.id, at: later(at.time, delay)? });
            }
            Outcome::Catch { catcher } => {
                visit.phase = Phase::Caught(catcher, failure.clone());
                effects.push(Effect::Proceed(at.frame));
            }
            Outcome::Fail => {
                visit.phase = Phase::Failing(failure.clone());
                effects.extend(self.failing(at, state, failure)?);
            }
        }
        Some(effects)
    }

    /// A branch of a `Parallel` state has no event for its failure: its parent fails with it.
    fn failing(&mut self, at: At, state: &State, failure: &Failure) -> Option<Vec<Effect>> {
        match self.parallel_parent(at.frame) {
            Some(parent) if !state.is_composite() => self.branch_failed(at, parent, failure),
            _ => Some(vec![Effect::Proceed(at.frame)]),
        }
    }

    /// Seed of the random numbers that belong to an event.
    pub(crate) fn seed_at(&self, event_id: u64) -> u64 {
        self.seed ^ event_id.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// Which event is applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) id: u64,
    pub(super) frame: FrameId,
    pub(super) time: Timestamp,
}

/// A later time; none where no calendar reaches it.
pub(crate) fn later(time: Timestamp, by: Duration) -> Option<Timestamp> {
    time.checked_add(SignedDuration::try_from(by).ok()?).ok()
}
