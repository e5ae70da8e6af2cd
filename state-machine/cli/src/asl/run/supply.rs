use std::collections::BTreeMap;

use apoyo_asl::{Pattern, ResourceKind};

use super::commands::Commands;
use super::mock::TestCase;
use super::tasks::Task;

/// What there is in place of the services that tasks call.
pub(super) struct Supply<'s> {
    pub(super) commands: &'s Commands,
    /// Why no service can be asked to run tasks of a resource; nothing where one can.
    pub(super) why_no_service: &'s dyn Fn(&str) -> Option<String>,
    /// Names of the other state machines.
    pub(super) machines: Vec<&'s str>,
    pub(super) mocks: &'s BTreeMap<String, TestCase>,
}

impl Supply<'_> {
    /// What is missing to run these tasks of a machine; one line for each.
    pub(super) fn missing(&self, machine: &str, tasks: &[Task]) -> Vec<String> {
        let mocked = self.mocks.get(machine);
        let unmocked = tasks.iter().filter(|task| mocked.is_none_or(|case| !case.contains_key(&task.state)));
        unmocked.filter_map(|task| self.why_not(task)).map(|why| format!("{machine}: {why}")).collect()
    }

    /// The mocks of states that are no Task of the machine; one line for each.
    pub(super) fn unknown(&self, machine: &str, tasks: &[Task]) -> Vec<String> {
        let states = self.mocks.get(machine).into_iter().flat_map(BTreeMap::keys);
        let unknown = states.filter(|state| !tasks.iter().any(|task| task.state == **state));
        let known = tasks.iter().map(|task| task.state.as_str()).collect::<Vec<_>>().join(", ");
        let line = |state: &String| {
            format!(
                "{machine}: the test case has a mock for {state:?}, which is no Task state; there are: {known}"
            )
        };
        unknown.map(line).collect()
    }

    fn why_not(&self, task: &Task) -> Option<String> {
        let Task { state, resource, function, machine } = task;
        let mock = format!("state {state:?} calls {resource}: it needs a mock (--mock)");
        match resource.kind() {
            ResourceKind::Optimised { service: "states", .. }
            | ResourceKind::AwsSdk { service: "sfn", .. } => self
                .why_not_started(machine.as_deref(), resource.as_str())
                .map(|why| format!("{mock}, or --machine NAME=FILE: {why}")),
            _ if resource.pattern() != Pattern::RequestResponse => {
                Some(format!("{mock}, since nobody here can tell that it has ended"))
            }
            ResourceKind::Function(arn) => {
                self.why_no_function(resource.as_str(), Some(arn)).map(|why| format!("{mock}, or {why}"))
            }
            ResourceKind::Optimised { service: "lambda", action: "invoke", .. }
            | ResourceKind::AwsSdk { service: "lambda", action: "invoke", .. } => self
                .why_no_function(resource.as_str(), function.as_deref())
                .map(|why| format!("{mock}, or {why}")),
            ResourceKind::Optimised { .. } | ResourceKind::AwsSdk { .. } => {
                let why = (self.why_no_service)(resource.as_str())?;
                let folder = matches!(resource.kind(), ResourceKind::AwsSdk { service: "s3", .. });
                let folder = if folder { ", a folder in place of S3 (--data)" } else { "" };
                Some(format!("{mock}{folder}, or a service: {why}"))
            }
            _ => Some(mock),
        }
    }

    /// Why neither a command nor a Lambda somewhere else can invoke a function.
    fn why_no_function(&self, resource: &str, function: Option<&str>) -> Option<String> {
        let no_command = self.why_not_invoked(function)?;
        let no_service = (self.why_no_service)(resource)?;
        Some(format!("{no_command}, or a service: {no_service}"))
    }

    fn why_not_invoked(&self, function: Option<&str>) -> Option<String> {
        let known = match self.commands.names()[..] {
            [] => "none is given".to_owned(),
            ref names => format!("given are: {}", names.join(", ")),
        };
        match function {
            Some(function) if self.commands.knows(function) => None,
            Some(function) => Some(format!("--lambda NAME=COMMAND for {function:?}; {known}")),
            None if self.commands.names().is_empty() => Some(format!("--lambda NAME=COMMAND; {known}")),
            None => None,
        }
    }

    fn why_not_started(&self, machine: Option<&str>, resource: &str) -> Option<String> {
        // What reports on tasks needs nobody; what starts an execution needs its machine.
        if !resource.contains("startExecution") {
            return resource
                .contains(":startSyncExecution")
                .then(|| "this call is not known here".to_owned());
        }
        let name = machine.map(|arn| arn.rsplit(':').next().unwrap_or(arn));
        let known = match self.machines[..] {
            [] => "none is given".to_owned(),
            ref names => format!("given are: {}", names.join(", ")),
        };
        match name {
            Some(name) => (!self.machines.contains(&name)).then(|| format!("it starts {name:?}, {known}")),
            None => self.machines.is_empty().then_some(known),
        }
    }
}
