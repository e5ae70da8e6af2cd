use super::{Flow, leaving::Shared};
use crate::{Catcher, Retrier, State, StateKind, StateName, Template, Transition};

/// A Parallel being built.
#[derive(Debug)]
pub struct Parallel {
    shared: Shared,
    parallel: crate::Parallel,
}

impl Parallel {
    /// Runs this branch, and those that are added.
    pub fn of(branch: Flow) -> Self {
        let parallel = crate::Parallel {
            branches: vec![branch.build()],
            retry: Vec::new(),
            catch: Vec::new(),
            transition: Transition::End,
        };
        Self { shared: Shared::default(), parallel }
    }

    /// Runs this branch too; its output stands behind those before it.
    pub fn branch(mut self, branch: Flow) -> Self {
        self.parallel.branches.push(branch.build());
        self
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// Gives each branch this as its input.
    pub fn arguments(mut self, arguments: impl Into<Template>) -> Self {
        self.shared.flow.arguments = Some(arguments.into());
        self
    }

    /// Tries all branches again; retriers are asked in the order in which they are added.
    pub fn retry(mut self, retrier: Retrier) -> Self {
        self.parallel.retry.push(retrier);
        self
    }

    /// Goes elsewhere after an error; catchers are asked in the order in which they are added.
    pub fn catch(mut self, catcher: Catcher) -> Self {
        self.parallel.catch.push(catcher);
        self
    }

    /// Sets variables.
    pub fn assign(mut self, variables: impl Into<Template>) -> Self {
        self.shared.flow.assign = Some(variables.into());
        self
    }

    /// Answers this.
    pub fn output(mut self, output: impl Into<Template>) -> Self {
        self.shared.set_output(output);
        self
    }

    /// Leads to this state.
    pub fn next(mut self, name: StateName) -> State {
        self.parallel.transition = Transition::Next(name);
        self.end()
    }

    /// Ends the flow.
    pub fn end(self) -> State {
        self.shared.state(StateKind::Parallel(self.parallel))
    }
}
