use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use apoyo_asl::{Definition, MachineType};
use apoyo_engine::TokioClock;
use apoyo_local::s3::EmbeddedS3;
use apoyo_services::{Endpoints, ServiceRunner};
use tokio::runtime::{Builder, Runtime};

use super::commands::Commands;
use super::idle_clock::Skips;
use super::input::input;
use super::mock::{MockFile, TestCase};
use super::supply::Supply;
use super::surroundings::{endpoints, folder};
use super::tasks::{Task, tasks};
use crate::asl::arguments::RunArguments;
use crate::asl::finding::findings;
use crate::asl::refusal::Refusal;
use crate::asl::source::Source;

/// Largest mock file in bytes.
const MOST_MOCK_BYTES: u64 = 64 << 20;

/// All that a run needs, checked.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) machine: MachinePlan,
    /// Machines that it may start.
    pub(super) others: Vec<MachinePlan>,
    pub(super) input: String,
    pub(super) execution_name: Option<String>,
    /// The test case of each machine that has one.
    pub(super) mocks: BTreeMap<String, TestCase>,
    pub(super) commands: Commands,
    /// The folder in place of S3.
    pub(super) data: Option<EmbeddedS3>,
    /// Where services are called that nothing else answers for.
    pub(super) endpoints: Endpoints,
    pub(super) skips: Skips,
    /// Whether its history is asked for.
    pub(super) with_history: bool,
}

/// One state machine.
#[derive(Debug)]
pub(super) struct MachinePlan {
    pub(super) name: String,
    pub(super) machine_type: MachineType,
    /// Its definition as JSON text, which is valid.
    pub(super) definition: String,
    pub(super) tasks: Vec<Task>,
}

impl Plan {
    /// Reads and checks everything; none where a definition is not valid, which is then said.
    ///
    /// # Errors
    /// With a refusal that says what is wrong or missing.
    pub(super) fn of(wanted: &RunArguments) -> anyhow::Result<Option<Self>> {
        let mock_file = wanted.mock.as_deref().map(mock_file).transpose()?;
        let only = mock_file.as_ref().and_then(|(file, _)| file.only_machine());
        let name =
            wanted.state_machine.as_deref().or(only).map_or_else(|| name_of(&wanted.file), str::to_owned);
        let Some(machine) = MachinePlan::read(name, &wanted.file, wanted.machine_type.into())? else {
            return Ok(None);
        };
        let Some(others) = other_machines(&wanted.machine)? else { return Ok(None) };
        let mocks = match &mock_file {
            Some((file, name)) => mocks(file, (&machine, &others), wanted.test_case.as_deref())
                .map_err(|what| Refusal(format!("{name}: {what}")))?,
            None => BTreeMap::new(),
        };
        let data = wanted.data.as_deref().map(folder).transpose()?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.context("failed to read the environment")?;
        let plan = Self {
            endpoints: runtime.block_on(endpoints(wanted, data.as_ref())),
            machine,
            others,
            input: input(&wanted.input)?,
            execution_name: wanted.name.clone(),
            mocks,
            commands: Commands::of(&wanted.lambda)?,
            data,
            skips: if wanted.skip_time { Skips::Time } else { Skips::Nothing },
            with_history: wanted.history,
        };
        plan.check(&runtime)?;
        Ok(Some(plan))
    }

    /// That every task has something to answer it, and every mock a task.
    fn check(&self, runtime: &Runtime) -> anyhow::Result<()> {
        let services = ServiceRunner::new(self.endpoints.clone(), Arc::new(TokioClock));
        let why_no_service = |resource: &str| runtime.block_on(services.check_with_keys(resource)).err();
        let supply = Supply {
            commands: &self.commands,
            why_no_service: &why_no_service,
            machines: self.others.iter().map(|other| other.name.as_str()).collect(),
            mocks: &self.mocks,
        };
        let of_each = |machine: &MachinePlan| {
            let mut lines = supply.unknown(&machine.name, &machine.tasks);
            lines.extend(supply.missing(&machine.name, &machine.tasks));
            lines
        };
        let lines: Vec<String> =
            std::iter::once(&self.machine).chain(&self.others).flat_map(of_each).collect();
        if lines.is_empty() { Ok(()) } else { Err(Refusal(lines.join("\napoyo: ")).into()) }
    }
}

impl MachinePlan {
    fn read(name: String, file: &Path, machine_type: MachineType) -> anyhow::Result<Option<Self>> {
        let source = Source::definition(file)?;
        let found = findings(&source, machine_type);
        for finding in &found {
            eprintln!("{}", finding.line(&source.name));
        }
        let Ok(definition) = source.json() else { return Ok(None) };
        match Definition::parse(&definition) {
            Ok(parsed) if found.is_empty() => {
                Ok(Some(Self { name, machine_type, tasks: tasks(&parsed), definition }))
            }
            _ => Ok(None),
        }
    }
}

fn other_machines(given: &[String]) -> anyhow::Result<Option<Vec<MachinePlan>>> {
    let mut machines: Vec<MachinePlan> = Vec::new();
    for text in given {
        let (name, file) = text
            .split_once('=')
            .filter(|(name, file)| !name.is_empty() && !file.is_empty())
            .ok_or_else(|| Refusal(format!("--machine {text:?}: NAME=FILE is needed")))?;
        if machines.iter().any(|machine| machine.name == name) {
            return Err(Refusal(format!("--machine {name:?} is given twice")).into());
        }
        match MachinePlan::read(name.to_owned(), Path::new(file), MachineType::Standard)? {
            Some(machine) => machines.push(machine),
            None => return Ok(None),
        }
    }
    Ok(Some(machines))
}

/// A mock file, and what messages call it.
fn mock_file(path: &Path) -> anyhow::Result<(MockFile, String)> {
    let source = Source::read(path, MOST_MOCK_BYTES)?;
    let file =
        MockFile::read(&source.value()?).map_err(|what| Refusal(format!("{}: {what}", source.name)))?;
    Ok((file, source.name))
}

fn mocks(
    file: &MockFile,
    (machine, others): (&MachinePlan, &[MachinePlan]),
    case: Option<&str>,
) -> Result<BTreeMap<String, TestCase>, String> {
    let own = file.test_case(&machine.name, case)?.clone();
    let of_other =
        |other: &MachinePlan| Some((other.name.clone(), file.test_case_of_other(&other.name, case)?.clone()));
    Ok(others.iter().filter_map(of_other).chain([(machine.name.clone(), own)]).collect())
}

/// The name of a state machine after its file: `order.asl.json` is `order`. Characters that a name may not have become `-`.
fn name_of(file: &Path) -> String {
    const LONGEST: usize = 80;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty()).filter(|stem| *stem != "-").unwrap_or("machine");
    let allowed = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '-' };
    stem.chars().take(LONGEST).map(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_named_after_its_file() {
        for (file, name) in [
            ("a/order.asl.json", "order"),
            ("my order.yaml", "my-order"),
            ("-", "machine"),
            ("..", "machine"),
        ] {
            assert_eq!(name_of(Path::new(file)), name, "{file}");
        }
    }
}
