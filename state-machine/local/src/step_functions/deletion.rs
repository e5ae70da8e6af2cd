//! How a state machine goes: at once where nothing of it runs, else when its executions have ended, which they do at their
//! next state.
//!
//! Source: `DeleteStateMachine`: "It sets the state machine's status to DELETING ... A state machine is deleted only when
//! all its executions are completed. On the next state transition, the state machine's executions are terminated."

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use apoyo_engine::{Arn, Failure, HistoryEvent, Status};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::service::Inner;
use super::{Registry, StepFunctions};

/// Deletes a machine, or marks it and lets it go when its executions have ended.
pub(super) fn begin(api: &StepFunctions, machine: &Arn) {
    let mut registry = api.registry();
    let Some(record) = registry.machines.get_mut(machine).filter(|record| !record.is_deleting) else {
        return;
    };
    record.is_deleting = true;
    leave(api, &mut registry, machine);
}

/// Goes on with the deletion of a machine that was marked before.
pub(super) fn resume(api: &StepFunctions, machine: &Arn) {
    leave(api, &mut api.registry(), machine);
}

fn leave(api: &StepFunctions, registry: &mut Registry, machine: &Arn) {
    let Some(record) = registry.machines.get(machine) else { return };
    api.engine().remove_target(machine);
    record.versions.keys().for_each(|number| api.engine().remove_target(&record.version_arn(*number)));
    record.aliases.keys().for_each(|name| api.engine().remove_target(&record.alias_arn(name)));
    let events = api.engine().subscribe();
    let running: BTreeSet<Arn> = api
        .engine()
        .list_executions(machine, Some(Status::Running))
        .into_iter()
        .map(|it| it.execution_arn)
        .collect();
    if running.is_empty() {
        gone(api, registry, machine);
        return;
    }
    let leaving = Leaving { api: api.downgrade(), machine: machine.clone(), running };
    tokio::spawn(leaving.follow(events));
}

fn gone(api: &StepFunctions, registry: &mut Registry, machine: &Arn) {
    registry.machines.remove(machine);
    registry.forget_unused(&api.engine().revisions_in_use());
}

/// A machine that is about to go.
struct Leaving {
    api: Weak<Inner>,
    machine: Arn,
    running: BTreeSet<Arn>,
}

impl Leaving {
    /// Ends each execution at its next state, and removes the machine after the last.
    async fn follow(mut self, mut events: Receiver<Arc<(Arn, HistoryEvent)>>) {
        while !self.running.is_empty() {
            let heard = events.recv().await;
            let Some(api) = StepFunctions::upgrade(&self.api) else { return };
            match heard {
                Ok(event) => self.heard(&api, &event),
                // What was missed may have been a state: all have gone on since the deletion was asked for.
                Err(RecvError::Lagged(_)) => self.running.iter().for_each(|execution| stop(&api, execution)),
                Err(RecvError::Closed) => return,
            }
            self.running.retain(|execution| is_running(&api, execution));
        }
        if let Some(api) = StepFunctions::upgrade(&self.api) {
            gone(&api, &mut api.registry(), &self.machine);
        }
    }

    fn heard(&self, api: &StepFunctions, (execution, event): &(Arn, HistoryEvent)) {
        if self.running.contains(execution) && event.event.type_name().ends_with("StateEntered") {
            stop(api, execution);
        }
    }
}

fn stop(api: &StepFunctions, execution: &Arn) {
    if let Err(error) = api.engine().stop_execution(execution, Failure::default()) {
        tracing::warn!(%execution, %error, "failed to stop an execution of a machine that is deleted");
    }
}

fn is_running(api: &StepFunctions, execution: &Arn) -> bool {
    api.engine().describe_execution(execution).is_ok_and(|it| it.status == Status::Running)
}
