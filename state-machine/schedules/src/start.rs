use async_trait::async_trait;

/// An execution to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// ARN of the state machine, a version or an alias.
    pub state_machine_arn: String,
    /// Its name: the same for the same occurrence or batch, however often it is asked for.
    pub name: String,
    /// Its input, JSON.
    pub input: String,
    /// The trace that it belongs to, if any.
    pub trace_header: Option<String>,
}

/// Why an execution was not started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct StartFailed {
    /// Step Functions' name of it, such as `StateMachineDoesNotExist`.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

impl StartFailed {
    /// Whether the execution is there already, which is as good.
    pub(crate) fn is_started(&self) -> bool {
        self.code == "ExecutionAlreadyExists"
    }
}

/// Starts executions, as Step Functions' `StartExecution` does.
#[async_trait]
pub trait StartExecution: Send + Sync + 'static {
    /// Returns once the execution is on disk. A name that the machine's executions have already is refused with
    /// `ExecutionAlreadyExists`, or is that execution.
    ///
    /// # Errors
    /// Why it was not started; it is asked for again.
    async fn start_execution(&self, start: &Start) -> Result<(), StartFailed>;
}
