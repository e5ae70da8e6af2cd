//! Redriving executions.

use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use super::handle::origin;
use super::shared::MachineFacts;
use super::{Engine, Error, ExecutionDescription, Revision, fold};
use crate::arn::Arn;
use crate::history::RedrivenBy;
use crate::redrivable::{Past, RedriveStatus};
use crate::scheduler::{Message, RedriveRequest};
use crate::store::StoreError;

/// How long a call is known by its client token.
///
/// Source: `RedriveExecution` in the API model.
const TOKEN_VALID_FOR: SignedDuration = SignedDuration::from_mins(15);

/// Why one is refused that another call has redriven meanwhile.
const IS_RUNNING: &str = "Execution is RUNNING and cannot be redriven";
/// Why a child execution is refused.
const IS_CHILD: &str = "Execution is a child of a Map Run: redrive the execution that it belongs to";
/// Why one of type EXPRESS is refused.
const IS_EXPRESS: &str = "Executions of type EXPRESS cannot be redriven";
/// Why an execution of a machine that is gone is refused.
const IS_GONE: &str = "State machine is in DELETING status";

/// The request of `RedriveExecution`.
#[derive(Debug, Clone, Copy)]
pub struct Redrive<'a> {
    /// ARN of the execution.
    pub execution: &'a Arn,
    /// By this a repeated call is known, for 15 minutes; none for a call that is not repeated.
    pub client_token: Option<&'a str>,
}

impl Engine {
    /// `RedriveExecution`: an execution that ended without success goes on from where it did not succeed, with the same
    /// definition; gives back when it was redriven, once that is stored.
    ///
    /// `revision_of` gives the revision that it runs, as for [`Engine::resume`]; where it gives none, the machine that
    /// the engine itself has in that revision is taken.
    ///
    /// # Errors
    /// When there is no such execution, it cannot be redriven, or the store cannot be read.
    pub async fn redrive_execution(
        &self,
        redrive: Redrive<'_>,
        revision_of: impl FnOnce(&ExecutionDescription) -> Option<Revision>,
    ) -> Result<Timestamp, Error> {
        // One at a time, so that none acts on a history that another one continues meanwhile.
        let _turn = self.handle().shared.redriving().lock().await;
        let description = self.describe_execution(redrive.execution)?;
        if let Some(before) = self.answered_before(&description, redrive.client_token) {
            return Ok(before);
        }
        match self.redrive_status(&description) {
            RedriveStatus::Redrivable => {}
            RedriveStatus::RedrivableByMapRun => return Err(refused(redrive.execution, IS_CHILD)),
            RedriveStatus::NotRedrivable(reason) => return Err(refused(redrive.execution, reason)),
        }
        let revision = revision_of(&description).map(|revision| self.facts_of(revision));
        let machine = revision.or_else(|| self.machine_of(&description));
        let machine = machine.ok_or_else(|| refused(redrive.execution, IS_GONE))?;
        if machine.description.machine_type == MachineType::Express {
            return Err(refused(redrive.execution, IS_EXPRESS));
        }
        let origin = origin(&machine, &description, &self.handle().parts.realm.region);
        let folded = fold(&*self.handle().parts.store, redrive.execution, origin).await?;
        let (execution, _) = folded.map_err(|reason| Error::Store(StoreError { reason }))?;
        let by = RedrivenBy::Caller { client_token: redrive.client_token.map(Arc::from) };
        let (reply, redriven) = oneshot::channel();
        let request = RedriveRequest { execution_arn: redrive.execution.clone(), execution, by, reply };
        self.handle().outbox.send(Message::Redrive(Box::new(request))).map_err(|_| Error::ShutDown)?;
        let redriven = redriven.await.map_err(|_| Error::ShutDown)?;
        redriven.ok_or_else(|| refused(redrive.execution, IS_RUNNING))
    }

    /// Whether a Standard execution can be redriven now.
    pub fn redrive_status(&self, execution: &ExecutionDescription) -> RedriveStatus {
        match Past::of(execution).refusal(self.clock().now()) {
            Some(reason) => RedriveStatus::NotRedrivable(reason),
            None if execution.child.is_some() => RedriveStatus::RedrivableByMapRun,
            None => RedriveStatus::Redrivable,
        }
    }

    /// Whether an execution is a child that did not succeed and waits for its Map Run to redrive it.
    pub fn is_pending_redrive(&self, execution: &ExecutionDescription) -> bool {
        let run = execution.child.as_ref().map(|part| self.describe_map_run(&part.map_run_arn));
        run.is_some_and(|run| run.is_ok_and(|run| run.is_about_to_redrive(execution)))
    }

    fn answered_before(
        &self,
        execution: &ExecutionDescription,
        client_token: Option<&str>,
    ) -> Option<Timestamp> {
        let now = self.clock().now();
        let known =
            execution.redrive_tokens.iter().find(|known| Some(&*known.client_token) == client_token)?;
        (now.duration_since(known.redrive_date) <= TOKEN_VALID_FOR).then_some(known.redrive_date)
    }

    /// The machine that an execution runs, where the engine has it still.
    fn machine_of(&self, execution: &ExecutionDescription) -> Option<MachineFacts> {
        let facts = self.handle().shared.facts();
        let is_it = |machine: &&MachineFacts| {
            machine.revision == execution.revision
                && machine.description.state_machine_arn == execution.state_machine_arn
        };
        facts.machines.values().find(is_it).cloned()
    }
}

fn refused(arn: &Arn, reason: &str) -> Error {
    Error::ExecutionNotRedrivable { arn: arn.to_string(), reason: reason.to_owned() }
}
