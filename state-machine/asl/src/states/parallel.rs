use crate::read::Fields;
use crate::{Catcher, Flow, Retrier, Transition};

/// Runs branches side by side; its result is the list of their outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// The branches, at least one.
    pub branches: Vec<Flow>,
    /// What to try again.
    pub retry: Vec<Retrier>,
    /// Where to go after an error.
    pub catch: Vec<Catcher>,
    /// Where it leads.
    pub transition: Transition,
}

impl Parallel {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let branches = fields.branches();
        let retry = fields.retry();
        let catch = fields.catch();
        let transition = Transition::read(fields);
        Some(Self { branches: branches?, retry, catch, transition: transition? })
    }
}
