//! How the parts of a `Map` or `Parallel` state begin, end and fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::apply::At;
use super::{Branches, Effect, Execution, Frame, FrameId, Phase, Place, Visit};
use crate::data_flow::{MapItem, Variables};
use crate::failure::Failure;
use crate::history::EntryPlan;
use crate::machine::{Kind, Processing};
use crate::payload::Payload;

impl Execution {
    pub(super) fn map_started(
        &mut self,
        at: At,
        (length, concurrency): (usize, usize),
        items: &Payload,
    ) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        let frame = self.frames.get_mut(&at.frame)?;
        let Kind::Map(map) = &machine.state(frame.visit.state).kind else { return None };
        may_begin(&frame.visit.phase)?;
        frame.last_event = at.id;
        frame.visit.phase = match map.processing {
            Processing::Distributed(_) => Phase::Distributing,
            Processing::Inline if length == 0 => Phase::Joined(Arc::new(Value::Array(Vec::new()))),
            Processing::Inline => {
                Phase::Branching(Box::new(Branches::new(Arc::clone(items), length, (concurrency, at.id))))
            }
        };
        Some(vec![Effect::Proceed(at.frame)])
    }

    pub(super) fn iteration_started(&mut self, at: At, index: usize, input: &Payload) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        let child = FrameId(self.next_frame);
        let frame = self.frames.get_mut(&at.frame)?;
        let Kind::Map(map) = &machine.state(frame.visit.state).kind else { return None };
        let variables = Variables::inside(&frame.variables);
        let branches = frame.branches()?;
        (branches.started == index).then_some(())?;
        let value = branches.items.get(index)?.clone();
        branches.started += 1;
        branches.running.insert(index, child);
        self.next_frame += 1;
        self.frames.insert(
            child,
            Frame {
                place: Some(Place { parent: at.frame, index }),
                variables,
                item: Some(MapItem::of_state(index, Arc::new(value))),
                last_event: at.id,
                visit: Visit::arriving(machine.start_of(map.processor), Arc::clone(input)),
            },
        );
        Some(vec![Effect::Proceed(child), Effect::Proceed(at.frame)])
    }

    pub(super) fn parallel_started(&mut self, at: At, input: &Payload) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        let frame = self.frames.get_mut(&at.frame)?;
        let Kind::Parallel(flows) = &machine.state(frame.visit.state).kind else { return None };
        may_begin(&frame.visit.phase)?;
        frame.last_event = at.id;
        let mut branches = Branches::new(Arc::new(Value::Null), flows.len(), (flows.len(), at.id));
        let variables = Variables::inside(&frame.variables);
        let item = frame.item.clone();
        branches.started = flows.len();
        let first = self.next_frame;
        let ids = (first..).map(FrameId).take(flows.len());
        branches.running = ids.clone().enumerate().collect::<BTreeMap<_, _>>();
        frame.visit.phase = Phase::Branching(Box::new(branches));
        for (child, (index, flow)) in ids.clone().zip(flows.iter().enumerate()) {
            let visit = Visit::arriving(machine.start_of(*flow), Arc::clone(input));
            let place = Some(Place { parent: at.frame, index });
            let frame =
                Frame { place, variables: variables.clone(), item: item.clone(), last_event: at.id, visit };
            self.frames.insert(child, frame);
        }
        self.next_frame += u32::try_from(flows.len()).ok()?;
        Some(ids.map(Effect::Proceed).collect())
    }

    /// A branch or iteration is at its end. An iteration's end is an event of its own; a branch's is not.
    pub(super) fn flow_ended(&mut self, id: FrameId, output: &Payload) -> Option<Vec<Effect>> {
        match self.parallel_parent(id) {
            Some(_) => {
                let last = self.frames.get(&id)?.last_event;
                self.part_done(id, output, last)
            }
            None => Some(vec![Effect::Proceed(id)]),
        }
    }

    pub(super) fn iteration_succeeded(&mut self, at: At) -> Option<Vec<Effect>> {
        let Phase::Ended(output) = &self.frames.get(&at.frame)?.visit.phase else { return None };
        let output = Arc::clone(output);
        self.part_done(at.frame, &output, at.id)
    }

    fn part_done(&mut self, id: FrameId, output: &Payload, last_event: u64) -> Option<Vec<Effect>> {
        let child = self.frames.remove(&id)?;
        let place = child.place?;
        let parent = self.frames.get_mut(&place.parent)?;
        parent.last_event = last_event;
        let branches = parent.branches()?;
        branches.running.remove(&place.index)?;
        branches.chain = child.last_event;
        branches.outputs[place.index] = Some(Arc::clone(output));
        branches.finished += 1;
        if branches.finished == branches.length {
            let outputs = std::mem::take(&mut branches.outputs);
            let joined = outputs.into_iter().flatten().map(Arc::unwrap_or_clone).collect();
            parent.visit.phase = Phase::Joined(Arc::new(Value::Array(joined)));
        }
        Some(vec![Effect::Proceed(place.parent)])
    }

    pub(super) fn joined(&mut self, at: At) -> Option<Vec<Effect>> {
        let visit = &mut self.frames.get_mut(&at.frame)?.visit;
        let Phase::Joined(result) = &visit.phase else { return None };
        visit.phase = Phase::Done(Arc::clone(result));
        Some(vec![Effect::Proceed(at.frame)])
    }

    pub(super) fn iteration_failed(&mut self, at: At, failure: &Failure) -> Option<Vec<Effect>> {
        let last_event = self.frames.get(&at.frame)?.last_event;
        let (parent, mut effects) = self.halt_part(at.frame, Some(failure))?;
        let frame = self.frames.get_mut(&parent)?;
        frame.last_event = last_event;
        frame.branches()?.failed = Some(failure.clone());
        effects.extend(self.settle_failure(At { frame: parent, ..at })?);
        Some(effects)
    }

    pub(super) fn iteration_aborted(&mut self, at: At) -> Option<Vec<Effect>> {
        let (parent, mut effects) = self.halt_part(at.frame, None)?;
        effects.extend(self.settle_failure(At { frame: parent, ..at })?);
        Some(effects)
    }

    /// Once the last sibling of a failed iteration is ended, the state fails.
    fn settle_failure(&mut self, at: At) -> Option<Vec<Effect>> {
        let branches = self.frames.get_mut(&at.frame)?.branches()?;
        let failure = branches.failed.clone()?;
        if branches.running.is_empty() {
            return self.fail(at, &failure);
        }
        Some(vec![Effect::Proceed(at.frame)])
    }

    /// `MapStateFailed`, or `ParallelStateFailed` of a failure that is known.
    pub(super) fn told(&mut self, at: At) -> Option<Vec<Effect>> {
        let frame = self.frames.get_mut(&at.frame)?;
        frame.last_event = at.id;
        match &frame.visit.phase {
            Phase::Caught(catcher, failure) => {
                frame.visit.phase = Phase::CaughtAndTold(*catcher, failure.clone());
                Some(vec![Effect::Proceed(at.frame)])
            }
            Phase::Failing(failure) => {
                let failure = failure.clone();
                frame.visit.phase = Phase::FailingAndTold(failure.clone());
                match self.parallel_parent(at.frame) {
                    Some(parent) => self.branch_failed(at, parent, &failure),
                    None => Some(vec![Effect::Proceed(at.frame)]),
                }
            }
            _ => None,
        }
    }

    pub(super) fn parallel_failed(&mut self, at: At, failure: &Failure) -> Option<Vec<Effect>> {
        if !matches!(self.frames.get(&at.frame)?.visit.phase, Phase::Branching(_)) {
            return self.told(at);
        }
        let mut effects = self.fail(at, failure)?;
        let is_retried =
            matches!(self.frames.get(&at.frame).map(|frame| &frame.visit.phase), Some(Phase::Retrying(_)));
        if !is_retried && self.frames.contains_key(&at.frame) {
            effects.extend(self.told(at)?);
        }
        Some(effects)
    }

    pub(super) fn branch_failed(
        &mut self,
        at: At,
        parent: FrameId,
        failure: &Failure,
    ) -> Option<Vec<Effect>> {
        let last_event = self.frames.get(&at.frame)?.last_event;
        self.frames.get_mut(&parent)?.last_event = last_event;
        self.fail(At { frame: parent, ..at }, failure)
    }

    /// The frame that waits for this one, where that is in a `Parallel` state.
    pub(super) fn parallel_parent(&self, id: FrameId) -> Option<FrameId> {
        let parent = self.frames.get(&id)?.place?.parent;
        let state = self.origin.machine.state(self.frames.get(&parent)?.visit.state);
        matches!(state.kind, Kind::Parallel(_)).then_some(parent)
    }

    /// Ends a frame and everything that it started.
    pub(super) fn remove_tree(&mut self, id: FrameId) -> Vec<Effect> {
        let mut effects = self.remove_children(id);
        effects.extend(self.cancel_of(id).unwrap_or_default());
        self.frames.remove(&id);
        effects
    }

    pub(super) fn remove_children(&mut self, id: FrameId) -> Vec<Effect> {
        let children: Vec<FrameId> = match self.frames.get(&id).map(|frame| &frame.visit.phase) {
            Some(Phase::Branching(branches)) => branches.running.values().copied().collect(),
            _ => Vec::new(),
        };
        children.into_iter().flat_map(|child| self.remove_tree(child)).collect()
    }

    /// What must be cancelled when a frame ends before its work does.
    pub(super) fn cancel_of(&self, id: FrameId) -> Option<Vec<Effect>> {
        Some(match &self.frames.get(&id)?.visit.phase {
            Phase::Running(running) => vec![Effect::CancelTask { frame: id, token: running.token }],
            // An activity's task that nobody has taken leaves its timer behind.
            Phase::Scheduled(_) => {
                vec![Effect::CancelTask { frame: id, token: self.frames.get(&id)?.last_event }]
            }
            Phase::MapRunning(run) => vec![Effect::CancelMapRun(run.arn.clone())],
            _ => Vec::new(),
        })
    }
}

impl Branches {
    fn new(items: Payload, length: usize, (concurrency, chain): (usize, u64)) -> Self {
        Self {
            items,
            length,
            started: 0,
            concurrency: concurrency.max(1),
            running: BTreeMap::new(),
            outputs: vec![None; length],
            finished: 0,
            failed: None,
            chain,
            halted: BTreeMap::new(),
        }
    }
}

impl Frame {
    pub(super) fn branches(&mut self) -> Option<&mut Branches> {
        match &mut self.visit.phase {
            Phase::Branching(branches) => Some(branches),
            _ => None,
        }
    }
}

fn may_begin(phase: &Phase) -> Option<()> {
    matches!(phase, Phase::Entered(EntryPlan::Work) | Phase::Retrying(_)).then_some(())
}
