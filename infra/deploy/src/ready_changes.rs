use crate::error::call;
use crate::{Change, Cloud, DeployError, Ended, EventLog, Notice, Pause};

/// Changes that CloudFormation has computed and not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyChanges {
    /// ARN of the change set.
    pub(crate) change_set: String,
    /// Makes a repeated request the same request.
    pub(crate) token: String,
    /// ARN of the stack.
    pub(crate) stack: String,
    /// Whether the stack is there only because of this change set.
    pub(crate) made_stack: bool,
    /// Whether the stack is created, not changed.
    pub(crate) creates: bool,
    /// What changes.
    pub(crate) changes: Vec<Change>,
}

impl ReadyChanges {
    /// What changes, in the order that CloudFormation tells.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether the stack is created, not changed.
    pub fn creates(&self) -> bool {
        self.creates
    }
}

impl Cloud {
    /// Makes the changes and tells what happens until they are made or undone. CloudFormation goes on where this is
    /// dropped.
    ///
    /// # Errors
    /// When the changes can no longer be made, since something else changed the stack, or when AWS does not answer or
    /// refuses a call. Changes that fail are no error of this kind: see [`Ended`].
    pub async fn execute(
        &self,
        ready: &ReadyChanges,
        pause: &impl Pause,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Ended, DeployError> {
        let mut log = EventLog::after(self.newest_events(&ready.stack).await?);
        let execute = self.formation.execute_change_set().change_set_name(&ready.change_set);
        execute
            .stack_name(&ready.stack)
            .client_request_token(&ready.token)
            .send()
            .await
            .map_err(call("ExecuteChangeSet", &ready.change_set))?;
        self.follow(&ready.stack, &mut log, pause, tell).await
    }

    /// Leaves everything as it was before the changes were computed.
    ///
    /// # Errors
    /// When AWS does not answer or refuses a call.
    pub async fn discard(&self, ready: &ReadyChanges) -> Result<(), DeployError> {
        let delete = self.formation.delete_change_set().change_set_name(&ready.change_set);
        delete.stack_name(&ready.stack).send().await.map_err(call("DeleteChangeSet", &ready.change_set))?;
        if ready.made_stack {
            // Nothing is in it: it is the shell that the change set would have filled.
            let delete = self.formation.delete_stack().stack_name(&ready.stack);
            delete.send().await.map_err(call("DeleteStack", &ready.stack))?;
        }
        Ok(())
    }
}
