use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{FunctionConfig, FunctionName, FunctionsConfig};
use crate::executable::{check, executable};
use crate::function::{Code, Concurrency, Function};
use crate::invalid_function::InvalidFunction;

/// Functions by name, each of which can run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Functions(BTreeMap<FunctionName, Function>);

/// Invocations of one function that run at once for each core, where nothing else is said: functions mostly wait for others.
const AT_ONCE_PER_CORE: usize = 4;

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
const ENVIRONMENT_LIMIT_BYTES: usize = 4 << 10;

impl Functions {
    /// The functions of `apoyo.yaml`, whose paths are relative to `folder`, that of the file.
    ///
    /// # Errors
    /// When one cannot run.
    pub fn declared(config: &FunctionsConfig, folder: &Path) -> Result<Self, InvalidFunction> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        config.iter().try_fold(Self::default(), |functions, (name, config)| {
            functions.with(declared(name, config, &folder)?)
        })
    }

    /// These and one more.
    ///
    /// # Errors
    /// When there is one of its name.
    pub fn with(mut self, function: Function) -> Result<Self, InvalidFunction> {
        match self.0.entry(function.name.clone()) {
            Entry::Vacant(place) => {
                place.insert(function);
                Ok(self)
            }
            Entry::Occupied(_) => Err(InvalidFunction::Twice { name: function.name }),
        }
    }

    /// These and others.
    ///
    /// # Errors
    /// When a name is there twice.
    pub fn and(self, others: Self) -> Result<Self, InvalidFunction> {
        others.0.into_values().try_fold(self, Self::with)
    }

    /// The functions, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.0.values()
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = Function> {
        self.0.into_values()
    }
}

fn declared(
    name: &FunctionName,
    config: &FunctionConfig,
    folder: &Path,
) -> Result<Function, InvalidFunction> {
    let (code, task_root) = code(name, config, folder)?;
    let bytes = config.environment.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > ENVIRONMENT_LIMIT_BYTES {
        return Err(InvalidFunction::Environment { name: name.clone(), bytes });
    }
    let environment = config.environment.iter();
    Ok(Function {
        name: name.clone(),
        code,
        timeout: Duration::from_secs(config.timeout_seconds.0.get().into()),
        memory_mebibytes: config.memory_mebibytes.0.get(),
        environment: environment.map(|(name, value)| (name.to_string(), value.clone())).collect(),
        concurrency: config.concurrency.map_or_else(
            || at_once(AT_ONCE_PER_CORE),
            |reserved| Concurrency::Reserved(reserved.get().into()),
        ),
        handler: config.handler.clone().unwrap_or_else(|| "bootstrap".to_owned()),
        task_root,
    })
}

/// So many for each core.
pub(crate) fn at_once(per_core: usize) -> Concurrency {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    Concurrency::AtOnce(cores * per_core)
}

/// What it starts, and where that runs.
fn code(
    name: &FunctionName,
    config: &FunctionConfig,
    folder: &Path,
) -> Result<(Code, PathBuf), InvalidFunction> {
    match (&config.bootstrap, &config.command) {
        (Some(path), None) => {
            let path = folder.join(path);
            let path = executable(name, "bootstrap", path)?;
            let root = path.parent().unwrap_or(folder).to_owned();
            Ok((Code::Bootstrap(path), root))
        }
        (None, Some(words)) => {
            let Some((program, arguments)) = words.split_first() else {
                return Err(InvalidFunction::NoProgram { name: name.clone() });
            };
            let program = program_of(name, program, folder)?;
            Ok((Code::Command { program, arguments: arguments.to_vec() }, folder.to_owned()))
        }
        (given, _) => {
            let given = if given.is_some() { "both" } else { "neither" };
            Err(InvalidFunction::Code { name: name.clone(), given })
        }
    }
}

fn program_of(name: &FunctionName, program: &str, folder: &Path) -> Result<PathBuf, InvalidFunction> {
    if program.contains('/') {
        return executable(name, "command", folder.join(program));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| check(file).is_ok());
    found.ok_or_else(|| InvalidFunction::NotOnPath {
        name: name.clone(),
        program: program.to_owned(),
        path: path.to_string_lossy().into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use serde_json::{Value, json};

    use super::*;

    fn read(config: Value, folder: &Path) -> Result<Functions, InvalidFunction> {
        Functions::declared(&serde_json::from_value(config).unwrap(), folder)
    }

    #[test]
    fn a_function_runs_what_is_on_the_path_or_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("run");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let config = json!({"a": {"command": ["sh", "-c", "cat"]}, "b": {"bootstrap": "run"}, "c": {"command": ["./run"]}});
        let functions = read(config, folder.path()).unwrap();
        let files: Vec<&Path> = functions.iter().map(|function| function.code.file()).collect();
        assert!(files[0].is_absolute() && files[0].ends_with("sh"), "{files:?}");
        assert_eq!(files[1], program);
        assert!(files[2].ends_with("run"));
    }

    #[test]
    fn what_cannot_run_is_refused_with_function_field_and_reason() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("text"), "").unwrap();
        let table = [
            (json!({"f": {}}), "function f: neither of bootstrap and command is given"),
            (json!({"f": {"bootstrap": "a", "command": ["b"]}}), "function f: both of bootstrap and command"),
            (json!({"f": {"command": []}}), "function f: field command: [] is not allowed"),
            (
                json!({"f": {"command": ["no-such-program"]}}),
                "there is no program \"no-such-program\" in the folders of PATH",
            ),
            (json!({"f": {"bootstrap": "gone"}}), "gone: No such file"),
            (json!({"f": {"bootstrap": "text"}}), "text: nobody may execute it"),
            (json!({"f": {"bootstrap": "."}}), "it is no file"),
            (
                json!({"f": {"command": ["sh"], "environment": {"LONG": "x".repeat(4093)}}}),
                "have 4097 bytes, at most 4096",
            ),
        ];
        for (config, words) in table {
            let refused = read(config.clone(), folder.path()).unwrap_err().to_string();
            assert!(refused.contains(words), "{config}: {refused}");
        }
    }

    #[test]
    fn a_name_belongs_to_one_function() {
        let one = || read(json!({"f": {"command": ["sh"]}}), Path::new(".")).unwrap();
        let refused = one().and(one()).unwrap_err().to_string();
        assert!(refused.starts_with("function f is there twice"), "{refused}");
    }
}
