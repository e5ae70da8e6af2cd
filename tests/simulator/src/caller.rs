use std::sync::Arc;

tokio::task_local! {
    /// Whose requests the SDK sends in this task.
    pub(crate) static CALLER: Arc<Caller>;
}

/// Who sends requests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The process that dies when it crashes; `None` for Step Functions itself.
    pub(crate) sandbox: Option<u64>,
    /// Name of the step; `states` for Step Functions itself.
    pub(crate) step: String,
    /// Name of the execution that it works for; empty where that is not known.
    pub(crate) execution: String,
}

impl Caller {
    /// Step Functions, which reads manifests and writes results.
    pub(crate) fn states() -> Self {
        Self { sandbox: None, step: "states".to_owned(), execution: String::new() }
    }
}

impl std::fmt::Display for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.sandbox {
            Some(sandbox) => write!(f, "{} of {} #{sandbox}", self.step, self.execution),
            None => f.write_str(&self.step),
        }
    }
}
