use crate::{FunctionArns, Job};

/// All that the machine calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// The steps.
    pub functions: FunctionArns,
    /// The job of the lane `batch`.
    pub job: Job,
}

impl Calls {
    /// `${ListFunctionArn}`, `${JobQueueArn}` and so on: the keys of `DefinitionSubstitutions` in the template.
    pub fn substitutions() -> Self {
        Self { functions: FunctionArns::substitutions(), job: Job::substitutions() }
    }

    /// The steps by their own names, as where they are functions of one process, and this job.
    pub fn in_process(job: Job) -> Self {
        Self { functions: FunctionArns::step_names(), job }
    }
}
