use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{FunctionConfig, FunctionName, FunctionsConfig};
use crate::function::{Code, Concurrency, Function};

/// Functions by name, each of which can run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Functions(BTreeMap<FunctionName, Function>);

/// Why a function cannot run. Each names the function, the field and what is allowed.
#[derive(Debug, thiserror::Error)]
pub enum InvalidFunction {
    /// It has no code, or twice.
    #[error("function {name}: {given} of bootstrap and command is given, exactly one is needed")]
    Code {
        /// The function.
        name: FunctionName,
        /// How many are given: `neither` or `both`.
        given: &'static str,
    },
    /// Its command has no program.
    #[error("function {name}: field command: [] is not allowed, a program and its arguments are")]
    NoProgram {
        /// The function.
        name: FunctionName,
    },
    /// Its executable cannot be used.
    #[error("function {name}: field {field}: {}: {source}", path.display())]
    Executable {
        /// The function.
        name: FunctionName,
        /// The field.
        field: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// Its program is nowhere on the path.
    #[error(
        "function {name}: field command: there is no program {program:?} in the folders of PATH ({path})"
    )]
    NotOnPath {
        /// The function.
        name: FunctionName,
        /// The program.
        program: String,
        /// The folders.
        path: String,
    },
    /// Its variables are too long together.
    #[error(
        "function {name}: field environment: its names and values have {bytes} bytes, at most 4096 are allowed"
    )]
    Environment {
        /// The function.
        name: FunctionName,
        /// How long they are.
        bytes: usize,
    },
    /// There is another function of its name.
    #[error("function {name} is there twice: a name belongs to one function")]
    Twice {
        /// The function.
        name: FunctionName,
    },
}

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

/// The path, if an executable is there.
pub(crate) fn executable(
    name: &FunctionName,
    field: &'static str,
    path: PathBuf,
) -> Result<PathBuf, InvalidFunction> {
    match check(&path) {
        Ok(()) => Ok(path),
        Err(source) => Err(InvalidFunction::Executable { name: name.clone(), field, path, source }),
    }
}

fn check(file: &Path) -> io::Result<()> {
    let found = std::fs::metadata(file)?;
    if !found.is_file() {
        return Err(io::Error::other("it is no file, an executable file is needed"));
    }
    if found.permissions().mode() & 0o111 == 0 {
        return Err(io::Error::other("nobody may execute it: chmod +x is needed"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
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
