use std::sync::Arc;

use apoyo_asl::{MachineType, ValidDefinition};
use tokio::sync::{broadcast, mpsc, watch};

use super::history_page::page;
use super::request::check_name;
use super::shared::{MachineFacts, Shared};
use super::{
    Error, ExecutionDescription, Handle, HistoryPage, HistoryRequest, Parts, Start, Started,
    StateMachineDescription,
};
use crate::arn::{Arn, Realm};
use crate::clock::Clock;
use crate::decide::decide;
use crate::execution::Status;
use crate::failure::Failure;
use crate::history::HistoryEvent;
use crate::machine::Machine;
use crate::map_run::MapRunDescription;
use crate::scheduler::{Decide, Message, Scheduler};

/// A running engine; when it is dropped, what runs in it ends where it stands.
pub struct Engine {
    handle: Handle,
}

impl Engine {
    /// Starts an engine on the tokio runtime that this is called in.
    pub fn start(parts: Parts) -> Self {
        Self::deciding_by(parts, decide)
    }

    /// As [`Engine::start`], with another core.
    pub(crate) fn deciding_by(parts: Parts, decide: Decide) -> Self {
        let (outbox, inbox) = mpsc::unbounded_channel();
        let (parts, shared) = (Arc::new(parts), Arc::new(Shared::new()));
        let handle = Handle { parts, shared, outbox };
        tokio::spawn(Scheduler::new(handle.clone(), decide, inbox).run());
        Self { handle }
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// `CreateStateMachine`; the same call again changes nothing.
    ///
    /// # Errors
    /// When the name is not allowed, the definition is not valid, or there is another machine of this name.
    pub fn create_state_machine(
        &self,
        name: &str,
        machine_type: MachineType,
        (definition, role_arn): (&str, &str),
    ) -> Result<Arn, Error> {
        check_name(name)?;
        let valid = ValidDefinition::parse(definition, machine_type).map_err(Error::InvalidDefinition)?;
        let arn = self.handle.parts.realm.state_machine(name);
        let description = StateMachineDescription {
            state_machine_arn: arn.clone(),
            name: name.to_owned(),
            machine_type,
            definition: definition.into(),
            role_arn: role_arn.to_owned(),
            creation_date: self.handle.parts.clock.now(),
        };
        let machine = Arc::new(Machine::compile(&valid).map_err(Error::InvalidDefinition)?);
        let mut facts = self.handle.shared.facts();
        if let Some(other) = facts.machines.get(&arn) {
            let is_same = other.description.definition == description.definition
                && other.description.machine_type == machine_type;
            return if is_same {
                Ok(arn)
            } else {
                Err(Error::StateMachineAlreadyExists { arn: arn.to_string() })
            };
        }
        facts.machines.insert(arn.clone(), MachineFacts { description, machine, revision: 0 });
        Ok(arn)
    }

    /// `DescribeStateMachine`.
    ///
    /// # Errors
    /// When there is no such machine.
    pub fn describe_state_machine(&self, arn: &Arn) -> Result<StateMachineDescription, Error> {
        let facts = self.handle.shared.facts();
        let found = facts.machines.get(arn).map(|machine| machine.description.clone());
        found.ok_or_else(|| Error::StateMachineDoesNotExist { arn: arn.to_string() })
    }

    /// `ListStateMachines`, in order of creation.
    pub fn list_state_machines(&self) -> Vec<StateMachineDescription> {
        let facts = self.handle.shared.facts();
        let machines = facts.machines.iter().map(|(arn, machine)| (arn, &machine.description));
        let latest = machines.filter(|(arn, description)| **arn == description.state_machine_arn);
        latest.map(|(_, description)| description.clone()).collect()
    }

    /// `StartExecution`; returns once the start is stored. The same name and input again, while it runs, is the same
    /// execution.
    ///
    /// # Errors
    /// When the machine is not there, the name is not allowed or taken, or the input is not JSON of at most 256 KiB.
    pub async fn start_execution(
        &self,
        machine: &Arn,
        name: Option<&str>,
        input: &str,
    ) -> Result<Started, Error> {
        self.start_execution_as(Start { target: machine, name, input, trace_header: None }).await
    }

    /// As [`Engine::start_execution`], by the ARN of a machine, version or alias, and with a trace header.
    ///
    /// # Errors
    /// As of [`Engine::start_execution`].
    pub async fn start_execution_as(&self, start: Start<'_>) -> Result<Started, Error> {
        self.handle.start_execution(start).await
    }

    /// `DescribeExecution`.
    ///
    /// # Errors
    /// When there is no such execution.
    pub fn describe_execution(&self, arn: &Arn) -> Result<ExecutionDescription, Error> {
        Ok(self.watch_execution(arn)?.borrow().clone())
    }

    /// The description of an execution, now and after every change.
    ///
    /// # Errors
    /// When there is no such execution.
    pub fn watch_execution(&self, arn: &Arn) -> Result<watch::Receiver<ExecutionDescription>, Error> {
        self.handle.watch_execution(arn)
    }

    /// Waits until an execution has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn wait_for_end(&self, arn: &Arn) -> Result<ExecutionDescription, Error> {
        self.handle.wait_for_end(arn).await
    }

    /// `ListExecutions` of a machine, newest first, all or those of one status.
    pub fn list_executions(&self, machine: &Arn, status: Option<Status>) -> Vec<ExecutionDescription> {
        let facts = self.handle.shared.facts();
        let all = facts.executions.values().rev().map(|execution| execution.borrow().clone());
        all.filter(|execution| execution.state_machine_arn == *machine)
            .filter(|execution| status.is_none_or(|status| execution.status == status))
            .collect()
    }

    /// `GetExecutionHistory`, oldest first or newest first.
    ///
    /// # Errors
    /// When there is no such execution, or the store cannot be read.
    pub async fn get_execution_history(
        &self,
        arn: &Arn,
        request: HistoryRequest,
    ) -> Result<HistoryPage, Error> {
        self.describe_execution(arn)?;
        let most = request.max_results.clamp(1, 1_000);
        Ok(page(&*self.handle.parts.store, arn, HistoryRequest { max_results: most, ..request }).await?)
    }

    /// `StopExecution`; nothing where it has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub fn stop_execution(&self, arn: &Arn, failure: Failure) -> Result<(), Error> {
        self.handle.stop_execution(arn, failure)
    }

    /// `DescribeMapRun`.
    ///
    /// # Errors
    /// When there is no such run.
    pub fn describe_map_run(&self, arn: &Arn) -> Result<MapRunDescription, Error> {
        Ok(self.watch_map_run(arn)?.borrow().clone())
    }

    /// The description of a Map Run with its counts, now and after every change: costs the run next to nothing.
    ///
    /// # Errors
    /// When there is no such run.
    pub fn watch_map_run(&self, arn: &Arn) -> Result<watch::Receiver<MapRunDescription>, Error> {
        let found = self.handle.shared.facts().map_runs.get(arn).cloned();
        found.ok_or_else(|| Error::ResourceNotFound { arn: arn.to_string() })
    }

    /// `ListMapRuns` of an execution, in order of their start.
    pub fn list_map_runs(&self, execution: &Arn) -> Vec<MapRunDescription> {
        let all: Vec<_> =
            self.handle.shared.facts().map_runs.values().map(|run| run.borrow().clone()).collect();
        let mut runs: Vec<_> = all.into_iter().filter(|run| run.execution_arn == *execution).collect();
        runs.sort_by_key(|run| run.start_date);
        runs
    }

    /// A page of the executions that the filter wants, newest first, children of Map Runs among them: at most `most` of
    /// those that were begun before the one at position `before`, each with its position.
    ///
    /// Positions never change, so a page does not move when executions are begun.
    pub fn executions_before(
        &self,
        (before, most): (Option<usize>, usize),
        wanted: impl Fn(&ExecutionDescription) -> bool,
    ) -> Vec<(usize, ExecutionDescription)> {
        let facts = self.handle.shared.facts();
        let end = before.unwrap_or(usize::MAX).min(facts.executions.len());
        let older = facts.executions.values().enumerate().take(end);
        let newest_first = older.rev().map(|(at, execution)| (at, execution.borrow()));
        newest_first
            .filter(|(_, execution)| wanted(execution))
            .take(most)
            .map(|(at, execution)| (at, execution.clone()))
            .collect()
    }

    /// What tells the time here.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.handle.parts.clock
    }

    /// Where this engine says it is.
    pub fn realm(&self) -> &Realm {
        &self.handle.parts.realm
    }

    /// Every event from now on, after it is stored; a subscriber that is far behind misses some and is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<(Arn, HistoryEvent)>> {
        self.handle.shared.subscribe()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The loop holds a sender of its own, so it must be told.
        let _ = self.handle.outbox.send(Message::Shutdown);
    }
}
