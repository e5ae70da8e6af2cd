use std::collections::VecDeque;
use std::sync::Arc;

use rand::RngExt;

use super::guard::guarded;
use super::live::{Live, Owner, Recording};
use super::{Key, Scheduler, StartRequest};
use crate::decide::{Happening, NewEvent};
use crate::execution::{Effect, Execution, FrameId};
use crate::failure::{Failure, error_name};
use crate::history::{Event, HistoryEvent};
use crate::machine::Kind;
use crate::store::Record;

/// Steps that an execution may go on at once: one that loops without end lets the others, the clock and whoever stops it
/// have their turn.
const TURN_STEPS: usize = 1_000;

impl Scheduler {
    pub(super) fn start(&mut self, request: StartRequest) {
        let StartRequest { description, origin, role_arn, reply } = request;
        let (arn, input) = (description.execution_arn.clone(), description.input.clone());
        let live = Live::new(arn, Execution::new(origin), Owner::Caller);
        self.stage_for_restart(|| Record::Opened(description));
        self.answer(reply, ());
        self.begin(live, Event::ExecutionStarted { input, role_arn, seed: 0 });
    }

    /// Takes in an execution with its first event, whose seed is drawn here.
    pub(super) fn begin(&mut self, live: Live, started: Event) {
        let event = match started {
            Event::ExecutionStarted { input, role_arn, .. } => {
                Event::ExecutionStarted { input, role_arn, seed: self.rng.random() }
            }
            other => other,
        };
        let key = self.take_in(live);
        let mut steps = VecDeque::new();
        self.record(key, NewEvent { frame: FrameId::ROOT, previous: 0, event }, &mut steps);
        self.run_steps(key, steps);
    }

    pub(super) fn take_in(&mut self, live: Live) -> Key {
        let key = Key(self.next_key);
        self.next_key += 1;
        self.keys.insert(live.arn.clone(), key);
        self.live.insert(key, live);
        key
    }

    /// Tells an execution what happened and lets it go on until it waits for something.
    pub(super) fn turn(&mut self, key: Key, happening: &Happening) {
        let mut steps = VecDeque::new();
        self.step(key, happening, &mut steps);
        self.run_steps(key, steps);
    }

    fn run_steps(&mut self, key: Key, mut steps: VecDeque<FrameId>) {
        for _ in 0..TURN_STEPS {
            let Some(frame) = steps.pop_front() else { return };
            self.step(key, &Happening::Proceed(frame), &mut steps);
        }
        if !steps.is_empty() {
            self.deferred.push((key, steps));
        }
    }

    /// Lets those go on that had more to do than one turn allows.
    pub(super) fn go_on(&mut self) {
        for (key, steps) in std::mem::take(&mut self.deferred) {
            self.run_steps(key, steps);
        }
    }

    fn step(&mut self, key: Key, happening: &Happening, steps: &mut VecDeque<FrameId>) {
        let now = self.parts.clock.now();
        let Some(live) = self.live.get(&key) else { return };
        let Some(execution) = live.execution.as_ref() else { return };
        let decide = self.decide;
        let decided = guarded(|| decide(execution, happening, now)).or_else(|panic| {
            tracing::error!(execution = %live.arn, %panic, "the core panicked");
            let crashed = Happening::Crashed(crash(&panic));
            guarded(|| decide(execution, &crashed, now))
        });
        match decided {
            Ok(Some(event)) => self.record(key, event, steps),
            Ok(None) => {}
            Err(panic) => self.lost(key, &crash(&panic)),
        }
    }

    fn record(&mut self, key: Key, new: NewEvent, steps: &mut VecDeque<FrameId>) {
        let timestamp = self.parts.clock.now();
        let Some(live) = self.live.get_mut(&key) else { return };
        let Some(execution) = live.execution.take() else { return };
        let event = HistoryEvent {
            id: execution.next_event_id(),
            previous_event_id: new.previous,
            timestamp,
            frame: new.frame,
            event: new.event,
        };
        match guarded(|| execution.apply(&event)) {
            Ok(Ok((execution, effects))) => {
                live.execution = Some(execution);
                if live.recording == Recording::Full {
                    self.staged.push(Record::Event(live.arn.clone(), event));
                }
                for effect in effects {
                    match effect {
                        Effect::Proceed(frame) => steps.push_back(frame),
                        other => self.pending.push_back((key, other)),
                    }
                }
            }
            // A fault of the engine: what is left of the execution cannot be trusted.
            Ok(Err(illegal)) => {
                tracing::error!(execution = %live.arn, %illegal, "an event that was just decided is not legal");
                self.lost(key, &Failure::new(error_name::RUNTIME, illegal.to_string()));
            }
            Err(panic) => {
                tracing::error!(execution = %live.arn, %panic, "the core panicked");
                self.lost(key, &crash(&panic));
            }
        }
    }

    /// Name of the state that a frame is in, and the resource of its task.
    pub(super) fn task_place(execution: &Execution, frame: FrameId) -> Option<(Arc<str>, Arc<str>)> {
        let state = execution.origin().machine.state(execution.frame(frame)?.visit.state);
        match &state.kind {
            Kind::Task(task) => Some((Arc::clone(&state.name), Arc::clone(&task.resource))),
            _ => None,
        }
    }
}

/// Why an execution fails at which the core panicked.
fn crash(panic: &str) -> Failure {
    Failure::new(error_name::RUNTIME, format!("The engine failed at this execution: {panic}"))
}
