use std::io;
use std::path::PathBuf;

use crate::FunctionName;

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
