use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use jiff::Timestamp;
use tokio::sync::{broadcast, watch};

use super::{ActivityDescription, ChildOf, ExecutionDescription, Route, StateMachineDescription};
use crate::arn::Arn;
use crate::data_flow::ExecutionContext;
use crate::execution::Status;
use crate::failure::Failure;
use crate::history::HistoryEvent;
use crate::machine::Machine;
use crate::map_run::MapRunDescription;
use crate::payload::Payload;
use crate::store::{Record, StoredChild};

/// Events that a slow subscriber may be behind before it misses some.
const EVENTS_KEPT: usize = 4_096;

/// What the loop and its callers both see.
pub(crate) struct Shared {
    facts: Mutex<Facts>,
    events: broadcast::Sender<Arc<(Arn, HistoryEvent)>>,
    redriving: tokio::sync::Mutex<()>,
}

#[derive(Default)]
pub(super) struct Facts {
    /// By ARN of the machine, for its latest revision, and by ARN of each version.
    pub(super) machines: IndexMap<Arn, MachineFacts>,
    pub(super) aliases: HashMap<Arn, Vec<Route>>,
    pub(super) executions: IndexMap<Arn, watch::Sender<ExecutionDescription>>,
    pub(super) activities: IndexMap<Arn, ActivityDescription>,
    pub(super) map_runs: HashMap<Arn, watch::Receiver<MapRunDescription>>,
}

#[derive(Clone)]
pub(super) struct MachineFacts {
    pub(super) description: StateMachineDescription,
    pub(super) machine: Arc<Machine>,
    pub(super) revision: u64,
}

/// How an execution ended.
pub(crate) struct Ending {
    pub(crate) status: Status,
    pub(crate) output: Option<Payload>,
    pub(crate) failure: Option<Failure>,
    pub(crate) stop: Timestamp,
    /// Events of its history.
    pub(crate) events: u64,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            facts: Mutex::default(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            redriving: tokio::sync::Mutex::default(),
        }
    }

    /// Held by whoever redrives an execution.
    pub(super) fn redriving(&self) -> &tokio::sync::Mutex<()> {
        &self.redriving
    }

    pub(super) fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<(Arn, HistoryEvent)>> {
        self.events.subscribe()
    }

    /// Tells subscribers of stored events; free where there are none.
    pub(crate) fn publish(&self, records: Vec<Record>) {
        if self.events.receiver_count() > 0 {
            for record in records {
                if let Record::Event(execution, event) = record {
                    // A subscriber that left in between misses nothing.
                    let _ = self.events.send(Arc::new((execution, event)));
                }
            }
        }
    }

    pub(crate) fn has_activity(&self, arn: &Arn) -> bool {
        self.facts().activities.contains_key(arn)
    }

    pub(crate) fn add_map_run(&self, arn: &Arn, description: watch::Receiver<MapRunDescription>) {
        self.facts().map_runs.insert(arn.clone(), description);
    }

    /// Notes a child execution of type STANDARD; gives back its description.
    pub(crate) fn add_child(
        &self,
        arn: &Arn,
        context: &ExecutionContext,
        (input, start, child): (Payload, Timestamp, ChildOf),
    ) -> ExecutionDescription {
        let mut facts = self.facts();
        let parent = facts.map_runs.get(&child.map_run_arn).map(|run| run.borrow().execution_arn.clone());
        let parent = parent.and_then(|parent| Some(facts.executions.get(&parent)?.borrow().revision));
        let description = ExecutionDescription {
            execution_arn: arn.clone(),
            state_machine_arn: context.state_machine_id.as_str().into(),
            name: arn.name().to_owned(),
            status: Status::Running,
            start_date: start,
            stop_date: None,
            input,
            output: None,
            failure: None,
            revision: parent.unwrap_or_default(),
            version_arn: None,
            alias_arn: None,
            trace_header: None,
            child: Some(child),
            events: 0,
            redrive_count: 0,
            redrive_date: None,
            redrive_tokens: Vec::new(),
        };
        facts.executions.insert(arn.clone(), watch::Sender::new(description.clone()));
        description
    }

    /// Notes an execution that a store kept.
    pub(crate) fn add_stored(&self, description: ExecutionDescription) {
        let arn = description.execution_arn.clone();
        self.facts().executions.insert(arn, watch::Sender::new(description));
    }

    pub(crate) fn ended(&self, arn: &Arn, ending: &Ending) {
        if let Some(execution) = self.facts().executions.get(arn) {
            execution.send_modify(|description| {
                description.status = ending.status;
                description.output.clone_from(&ending.output);
                description.failure.clone_from(&ending.failure);
                description.stop_date = Some(ending.stop);
                description.events = ending.events;
            });
        }
    }

    /// Tells that an execution runs again.
    pub(crate) fn redriven(&self, arn: &Arn, event: &HistoryEvent) {
        if let Some(execution) = self.facts().executions.get(arn) {
            execution.send_modify(|description| *description = description.clone().after(event));
        }
    }

    /// The description of a Map Run, where there is such a run.
    pub(crate) fn map_run(&self, arn: &Arn) -> Option<MapRunDescription> {
        self.facts().map_runs.get(arn).map(|run| run.borrow().clone())
    }

    /// How often an execution was redriven, where it is known.
    pub(crate) fn redrives(&self, arn: &Arn) -> Option<u32> {
        self.facts().executions.get(arn).map(|execution| execution.borrow().redrive_count)
    }

    /// How an execution stands, where it is known.
    pub(super) fn status(&self, arn: &Arn) -> Option<Status> {
        self.facts().executions.get(arn).map(|execution| execution.borrow().status)
    }

    /// Children of type STANDARD of a Map Run that have ended, in order of their positions: at most `limit`, the first at
    /// `from` or after it.
    pub(crate) fn ended_children(&self, map_run: &Arn, from: usize, limit: usize) -> Vec<StoredChild> {
        let facts = self.facts();
        let children = facts.executions.values().filter_map(|execution| {
            let description = execution.borrow();
            let part = description.child.as_ref()?;
            (part.map_run_arn == *map_run && part.index >= from).then(|| StoredChild::of(&description))?
        });
        let in_order: BTreeMap<usize, StoredChild> = children.map(|child| (child.index, child)).collect();
        in_order.into_values().take(limit).collect()
    }
}
