use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use apoyo_constructs::Architecture;
use zip::result::ZipError;

use crate::{Step, Target, Unfit};

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A folder does not hold Apoyo's sources.
    #[error("{} is no checkout of Apoyo: there is no {}", folder.display(), missing.display())]
    NotACheckout {
        /// The folder.
        folder: PathBuf,
        /// What it lacks.
        missing: PathBuf,
    },
    /// Neither a folder nor one above it holds Apoyo's sources.
    #[error("neither {} nor a folder above it is a checkout of Apoyo", folder.display())]
    NoCheckoutAround {
        /// The folder.
        folder: PathBuf,
    },
    /// rustc cannot build for the target.
    #[error(
        "the toolchain of this machine ({host}) has no standard library for {target}: \
         add it (rustup target add {target}), or build on an {} machine or CI runner and name the folder of its zips, \
         or set functions.architecture: {}", target.architecture().as_str(), target.other().as_str()
    )]
    NoStandardLibrary {
        /// What was to be built for.
        target: Target,
        /// What rustc itself runs on.
        host: String,
    },
    /// Nothing on the machine links for the target.
    #[error(
        "no linker for {target}: there is no {linker} on the path; install it (Debian: apt-get install gcc-{}), or \
         name another one in {variable}, or build on an {} machine or CI runner, or set functions.architecture: {}",
        target.debian_name(), target.architecture().as_str(), target.other().as_str()
    )]
    NoLinker {
        /// What was to be built for.
        target: Target,
        /// What was looked for.
        linker: &'static str,
        /// How cargo is told of another.
        variable: &'static str,
    },
    /// The C library is there only as a shared object.
    #[error(
        "{} finds no libc.a, which a static binary is linked with; install it (Debian: libc6-dev, Fedora: glibc-static)",
        linker.display()
    )]
    NoStaticLibc {
        /// Who was asked for it.
        linker: OsString,
    },
    /// A program could not be started, or not be listened to.
    #[error("failed to run {}: {source}", program.display())]
    Start {
        /// The program.
        program: OsString,
        /// What the system said.
        source: io::Error,
    },
    /// A program failed; it has said why on standard error.
    #[error("{} ended with {status}", program.display())]
    Ended {
        /// The program.
        program: OsString,
        /// How it ended.
        status: ExitStatus,
    },
    /// Cargo built no binary of this name.
    #[error("cargo built no executable of the name {name}")]
    NoExecutable {
        /// The name.
        name: String,
    },
    /// A binary would not start where it is sent.
    #[error("the binary in {} does not start on AWS: {source}", path.display())]
    Unfit {
        /// Where the binary, or the zip around it, is.
        path: PathBuf,
        /// Why not.
        source: Unfit,
    },
    /// A binary is for the other kind of machine.
    #[error("the binary in {} runs on {}, functions.architecture is {}", path.display(), found.as_str(), wanted.as_str())]
    OtherArchitecture {
        /// Where the binary, or the zip around it, is.
        path: PathBuf,
        /// What its header says.
        found: Architecture,
        /// What the configuration says.
        wanted: Architecture,
    },
    /// A zip is over its limit.
    #[error("the zip of {step}, {}, has {bytes} bytes, at most {limit} are allowed", path.display())]
    TooLarge {
        /// Whose zip.
        step: Step,
        /// Where it was to be, or is.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The most allowed.
        limit: u64,
    },
    /// A zip cannot be made, or is none.
    #[error("zip {}: {source}", path.display())]
    Zip {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ZipError,
    },
    /// A file cannot be read or written.
    #[error("failed to {action} {}: {source}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
