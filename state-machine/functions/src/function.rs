use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::FunctionName;

/// A function that can run: what it starts was there when it was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub(crate) name: FunctionName,
    pub(crate) code: Code,
    pub(crate) timeout: Duration,
    pub(crate) memory_mebibytes: u16,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) concurrency: Concurrency,
    pub(crate) handler: String,
    /// Where its processes run: `LAMBDA_TASK_ROOT`.
    pub(crate) task_root: PathBuf,
}

/// What a function starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// This executable speaks the Lambda Runtime API, and stays between invocations.
    Bootstrap(PathBuf),
    /// This program with these arguments, for every invocation.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// How many invocations of a function run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concurrency {
    /// So many, and one more is refused: reserved concurrency.
    Reserved(usize),
    /// So many, and more wait for their turn. At Lambda those would run on other machines; here there is one.
    AtOnce(usize),
}

impl Function {
    /// Its name.
    pub fn name(&self) -> &FunctionName {
        &self.name
    }

    /// What it starts.
    pub fn code(&self) -> &Code {
        &self.code
    }

    pub(crate) fn memory_bytes(&self) -> u64 {
        u64::from(self.memory_mebibytes) << 20
    }
}

impl Code {
    /// The executable file.
    pub(crate) fn file(&self) -> &std::path::Path {
        match self {
            Self::Bootstrap(file) | Self::Command { program: file, .. } => file,
        }
    }
}
