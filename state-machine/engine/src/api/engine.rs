use std::sync::Arc;

use apoyo_asl::{MachineType, ValidDefinition};
use jiff::Timestamp;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::history_page::page;
use super::request::{check_name, parse_input};
use super::shared::{MachineFacts, Shared};
use super::{Error, ExecutionDescription, HistoryPage, HistoryRequest, Parts, StateMachineDescription};
use crate::arn::Arn;
use crate::data_flow::ExecutionContext;
use crate::decide::decide;
use crate::execution::{Origin, Status};
use crate::failure::Failure;
use crate::history::HistoryEvent;
use crate::machine::{FlowId, Machine};
use crate::map_run::MapRunDescription;
use crate::payload::Payload;
use crate::scheduler::{Decide, Message, Scheduler, StartRequest};

/// A running engine; when it is dropped, what runs in it ends where it stands.
pub struct Engine {
    parts: Arc<Parts>,
    shared: Arc<Shared>,
    outbox: mpsc::UnboundedSender<Message>,
}

/// The reply of `StartExecution`.
#[derive(Debug, Clone, PartialEq)]
pub struct Started {
    /// ARN of the execution.
    pub execution_arn: Arn,
    /// When it began.
    pub start_date: Timestamp,
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
        let scheduler =
            Scheduler::new((Arc::clone(&parts), decide), Arc::clone(&shared), outbox.clone(), inbox);
        tokio::spawn(scheduler.run());
        Self { parts, shared, outbox }
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
        let arn = self.parts.realm.state_machine(name);
        let description = StateMachineDescription {
            state_machine_arn: arn.clone(),
            name: name.to_owned(),
            machine_type,
            definition: definition.into(),
            role_arn: role_arn.to_owned(),
            creation_date: self.parts.clock.now(),
        };
        let machine = Arc::new(Machine::compile(&valid)?);
        let mut facts = self.shared.facts();
        if let Some(other) = facts.machines.get(&arn) {
            let is_same = other.description.definition == description.definition
                && other.description.machine_type == machine_type;
            return if is_same {
                Ok(arn)
            } else {
                Err(Error::StateMachineAlreadyExists { arn: arn.to_string() })
            };
        }
        facts.machines.insert(arn.clone(), MachineFacts { description, machine });
        Ok(arn)
    }

    /// `DescribeStateMachine`.
    ///
    /// # Errors
    /// When there is no such machine.
    pub fn describe_state_machine(&self, arn: &Arn) -> Result<StateMachineDescription, Error> {
        let facts = self.shared.facts();
        let found = facts.machines.get(arn).map(|machine| machine.description.clone());
        found.ok_or_else(|| Error::StateMachineDoesNotExist { arn: arn.to_string() })
    }

    /// `ListStateMachines`, in order of creation.
    pub fn list_state_machines(&self) -> Vec<StateMachineDescription> {
        self.shared.facts().machines.values().map(|machine| machine.description.clone()).collect()
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
        name.map_or(Ok(()), check_name)?;
        let input = Arc::new(parse_input(input)?);
        let (reply, stored) = oneshot::channel();
        let (started, request) = self.admit(machine, name, (input, reply))?;
        if let Some(request) = request {
            self.outbox.send(Message::Start(Box::new(request))).map_err(|_| Error::ShutDown)?;
            stored.await.map_err(|_| Error::ShutDown)?;
        }
        Ok(started)
    }

    /// Takes the name, in one step, so that of two calls with one name only one starts an execution.
    fn admit(
        &self,
        machine_arn: &Arn,
        name: Option<&str>,
        (input, reply): (Payload, oneshot::Sender<()>),
    ) -> Result<(Started, Option<StartRequest>), Error> {
        let now = self.parts.clock.now();
        let mut facts = self.shared.facts();
        let unique = self.unique_id(facts.executions.len());
        let name = name.unwrap_or(&unique);
        let Some(machine) = facts.machines.get(machine_arn) else {
            return Err(Error::StateMachineDoesNotExist { arn: machine_arn.to_string() });
        };
        // Names of Express executions need not differ.
        let (realm, machine_name) = (&self.parts.realm, &machine.description.name);
        let arn = match machine.description.machine_type {
            MachineType::Standard => realm.execution(machine_name, name),
            MachineType::Express => realm.express(machine_name, name, &unique),
        };
        if let Some(running) = facts.executions.get(&arn) {
            let running = running.borrow();
            return if running.status == Status::Running && running.input == input {
                Ok((Started { execution_arn: arn.clone(), start_date: running.start_date }, None))
            } else {
                Err(Error::ExecutionAlreadyExists { arn: arn.to_string() })
            };
        }
        let description = ExecutionDescription {
            execution_arn: arn.clone(),
            state_machine_arn: machine_arn.clone(),
            name: name.to_owned(),
            status: Status::Running,
            start_date: now,
            stop_date: None,
            input: Arc::clone(&input),
            output: None,
            failure: None,
        };
        let origin = origin(machine, &description, &self.parts.realm.region);
        let role_arn = machine.description.role_arn.as_str().into();
        facts.executions.insert(arn.clone(), watch::Sender::new(description));
        let started = Started { execution_arn: arn.clone(), start_date: now };
        Ok((started, Some(StartRequest { arn, origin, input, role_arn, reply })))
    }

    /// An id that no other execution has, when there are so many.
    fn unique_id(&self, count: usize) -> String {
        let seed = format!("{}/{count}/{}", self.parts.seed, self.parts.clock.now());
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, seed.as_bytes()).to_string()
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
        let facts = self.shared.facts();
        let found = facts.executions.get(arn).map(watch::Sender::subscribe);
        found.ok_or_else(|| Error::ExecutionDoesNotExist { arn: arn.to_string() })
    }

    /// Waits until an execution has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn wait_for_end(&self, arn: &Arn) -> Result<ExecutionDescription, Error> {
        let mut watched = self.watch_execution(arn)?;
        let ended = watched.wait_for(|description| description.status != Status::Running).await;
        ended.map(|description| description.clone()).map_err(|_| Error::ShutDown)
    }

    /// `ListExecutions` of a machine, newest first, all or those of one status.
    pub fn list_executions(&self, machine: &Arn, status: Option<Status>) -> Vec<ExecutionDescription> {
        let facts = self.shared.facts();
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
        Ok(page(&*self.parts.store, arn, HistoryRequest { max_results: most, ..request }).await?)
    }

    /// `StopExecution`; nothing where it has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub fn stop_execution(&self, arn: &Arn, failure: Failure) -> Result<(), Error> {
        self.describe_execution(arn)?;
        self.outbox.send(Message::Stop { execution: arn.clone(), failure }).map_err(|_| Error::ShutDown)
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
        let found = self.shared.facts().map_runs.get(arn).cloned();
        found.ok_or_else(|| Error::ResourceNotFound { arn: arn.to_string() })
    }

    /// `ListMapRuns` of an execution, in order of their start.
    pub fn list_map_runs(&self, execution: &Arn) -> Vec<MapRunDescription> {
        let all: Vec<_> = self.shared.facts().map_runs.values().map(|run| run.borrow().clone()).collect();
        let mut runs: Vec<_> = all.into_iter().filter(|run| run.execution_arn == *execution).collect();
        runs.sort_by_key(|run| run.start_date);
        runs
    }

    /// Every event from now on, after it is stored; a subscriber that is far behind misses some and is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<(Arn, HistoryEvent)>> {
        self.shared.subscribe()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The loop holds a sender of its own, so it must be told.
        let _ = self.outbox.send(Message::Shutdown);
    }
}

fn origin(machine: &MachineFacts, execution: &ExecutionDescription, region: &str) -> Origin {
    Origin {
        machine: Arc::clone(&machine.machine),
        flow: FlowId::ROOT,
        context: Arc::new(ExecutionContext {
            id: execution.execution_arn.to_string(),
            name: execution.name.clone(),
            input: Arc::clone(&execution.input),
            role_arn: machine.description.role_arn.clone(),
            start_time: execution.start_date,
            state_machine_id: execution.state_machine_arn.to_string(),
            state_machine_name: machine.description.name.clone(),
            redrive_count: (machine.description.machine_type == MachineType::Standard).then_some(0),
        }),
        item: None,
        machine_type: machine.description.machine_type,
        region: region.into(),
    }
}
