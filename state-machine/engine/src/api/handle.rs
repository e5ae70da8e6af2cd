use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};

use super::request::{check_name, parse_input};
use super::shared::{MachineFacts, Shared};
use super::target::Target;
use super::{Error, ExecutionDescription, Parts};
use crate::arn::Arn;
use crate::data_flow::ExecutionContext;
use crate::execution::{Origin, Status};
use crate::failure::Failure;
use crate::machine::FlowId;
use crate::payload::Payload;
use crate::scheduler::{Message, StartRequest};

/// What an engine and the tasks that it runs itself call the engine by; it does not keep the engine running.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) parts: Arc<Parts>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) outbox: mpsc::UnboundedSender<Message>,
}

/// The reply of `StartExecution`.
#[derive(Debug, Clone, PartialEq)]
pub struct Started {
    /// ARN of the execution.
    pub execution_arn: Arn,
    /// When it began.
    pub start_date: Timestamp,
}

/// The request of `StartExecution`.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// ARN of what is started: a machine, a version or an alias.
    pub target: &'a Arn,
    /// Name of the execution; none for one that no other has.
    pub name: Option<&'a str>,
    /// Its input, as JSON.
    pub input: &'a str,
    /// X-Ray's trace header; kept and shown, nothing is traced.
    pub trace_header: Option<&'a str>,
}

impl Handle {
    /// `StartExecution`; returns once the start is stored. The same name and input again, while it runs, is the same
    /// execution.
    ///
    /// # Errors
    /// When the machine is not there, the name is not allowed or taken, or the input is not JSON of at most 256 KiB.
    pub(crate) async fn start_execution(&self, start: Start<'_>) -> Result<Started, Error> {
        start.name.map_or(Ok(()), check_name)?;
        let input = Arc::new(parse_input(start.input)?);
        let (reply, stored) = oneshot::channel();
        let (started, request) = self.admit(start, (input, reply))?;
        if let Some(request) = request {
            self.outbox.send(Message::Start(Box::new(request))).map_err(|_| Error::ShutDown)?;
            stored.await.map_err(|_| Error::ShutDown)?;
        }
        Ok(started)
    }

    /// Takes the name, in one step, so that of two calls with one name only one starts an execution.
    fn admit(
        &self,
        start: Start<'_>,
        (input, reply): (Payload, oneshot::Sender<()>),
    ) -> Result<(Started, Option<StartRequest>), Error> {
        let now = self.parts.clock.now();
        let mut facts = self.shared.facts();
        let unique = self.unique_id(facts.executions.len());
        let name = start.name.unwrap_or(&unique);
        let Target { machine, version_arn, alias_arn } = facts.target(start.target, &unique)?;
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
            state_machine_arn: machine.description.state_machine_arn.clone(),
            name: name.to_owned(),
            status: Status::Running,
            start_date: now,
            stop_date: None,
            input: Arc::clone(&input),
            output: None,
            failure: None,
            revision: machine.revision,
            version_arn,
            alias_arn,
            trace_header: start.trace_header.map(Arc::from),
            child: None,
            events: 0,
            redrive_count: 0,
            redrive_date: None,
            redrive_tokens: Vec::new(),
        };
        let origin = origin(machine, &description, &self.parts.realm.region);
        let role_arn = machine.description.role_arn.as_str().into();
        facts.executions.insert(arn.clone(), watch::Sender::new(description.clone()));
        let started = Started { execution_arn: arn, start_date: now };
        Ok((started, Some(StartRequest { description: Box::new(description), origin, role_arn, reply })))
    }

    /// An id that no other execution has, when there are so many.
    fn unique_id(&self, count: usize) -> String {
        let seed = format!("{}/{count}/{}", self.parts.seed, self.parts.clock.now());
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, seed.as_bytes()).to_string()
    }

    /// The description of an execution, now and after every change.
    ///
    /// # Errors
    /// When there is no such execution.
    pub(crate) fn watch_execution(&self, arn: &Arn) -> Result<watch::Receiver<ExecutionDescription>, Error> {
        let facts = self.shared.facts();
        let found = facts.executions.get(arn).map(watch::Sender::subscribe);
        found.ok_or_else(|| Error::ExecutionDoesNotExist { arn: arn.to_string() })
    }

    /// Waits until an execution has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub(crate) async fn wait_for_end(&self, arn: &Arn) -> Result<ExecutionDescription, Error> {
        let mut watched = self.watch_execution(arn)?;
        let ended = watched.wait_for(|description| description.status != Status::Running).await;
        ended.map(|description| description.clone()).map_err(|_| Error::ShutDown)
    }

    /// `StopExecution`; nothing where it has ended.
    ///
    /// # Errors
    /// When there is no such execution.
    pub(crate) fn stop_execution(&self, arn: &Arn, failure: Failure) -> Result<(), Error> {
        self.watch_execution(arn)?;
        self.outbox.send(Message::Stop { execution: arn.clone(), failure }).map_err(|_| Error::ShutDown)
    }
}

pub(super) fn origin(machine: &MachineFacts, execution: &ExecutionDescription, region: &str) -> Origin {
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
            redrive_time: None,
        }),
        item: None,
        machine_type: machine.description.machine_type,
        region: region.into(),
    }
}
