use std::path::Path;

use apoyo_constructs::Architecture;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader};
use object::{Endianness, read};

use crate::PackageError;

/// What an executable's own header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Executable {
    /// What it runs on.
    pub architecture: Architecture,
}

/// Why a binary does not start on `provided.al2023` or in an empty container.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    /// No executable at all.
    #[error("it is no 64-bit Linux executable: {detail}")]
    NotExecutable {
        /// What is there instead.
        detail: String,
    },
    /// An executable of a machine that neither Lambda nor Fargate has.
    #[error("its machine is {machine} in the list of ELF, allowed are 62 (x86_64) and 183 (arm64)")]
    OtherMachine {
        /// The number of its machine: `e_machine` of the ELF header.
        machine: u16,
    },
    /// It asks for a dynamic linker, and with it for the libraries of the machine that it was linked on.
    #[error(
        "it is not static: it asks for {interpreter}{}, and provided.al2023 has glibc 2.34; link it with \
         -C target-feature=+crt-static", needs(glibc.as_deref())
    )]
    Dynamic {
        /// The dynamic linker.
        interpreter: String,
        /// The newest glibc of which it uses something, `2.36`, where it names one.
        glibc: Option<String>,
    },
}

impl Executable {
    /// Reads the header of a binary and refuses what would not start.
    ///
    /// # Errors
    /// When the bytes are no executable of an architecture that AWS has, or one that is not static.
    pub fn read(binary: &[u8]) -> Result<Self, Unfit> {
        let not_executable = |error: read::Error| Unfit::NotExecutable { detail: error.to_string() };
        let header = FileHeader64::<Endianness>::parse(binary).map_err(not_executable)?;
        let endian = header.endian().map_err(not_executable)?;
        let architecture = architecture(header.e_machine(endian))?;
        if !matches!(header.e_type(endian), elf::ET_EXEC | elf::ET_DYN) || header.e_entry(endian) == 0 {
            return Err(Unfit::NotExecutable { detail: "it has nowhere to start".to_owned() });
        }
        let segments = header.program_headers(endian, binary).map_err(not_executable)?;
        for segment in segments {
            if let Some(name) = segment.interpreter(endian, binary).map_err(not_executable)? {
                let interpreter = String::from_utf8_lossy(name).into_owned();
                return Err(Unfit::Dynamic { interpreter, glibc: newest_glibc(binary) });
            }
        }
        Ok(Self { architecture })
    }

    /// As [`Executable::read`], for the binary in this file and for this architecture only.
    ///
    /// # Errors
    /// As there; and when the architecture is the other one.
    pub(crate) fn check(binary: &[u8], path: &Path, wanted: Architecture) -> Result<Self, PackageError> {
        let unfit = |source| PackageError::Unfit { path: path.to_owned(), source };
        let read = Self::read(binary).map_err(unfit)?;
        if read.architecture != wanted {
            let (path, found) = (path.to_owned(), read.architecture);
            return Err(PackageError::OtherArchitecture { path, found, wanted });
        }
        Ok(read)
    }
}

fn architecture(machine: u16) -> Result<Architecture, Unfit> {
    match machine {
        elf::EM_X86_64 => Ok(Architecture::X86_64),
        elf::EM_AARCH64 => Ok(Architecture::Arm64),
        machine => Err(Unfit::OtherMachine { machine }),
    }
}

fn needs(glibc: Option<&str>) -> String {
    glibc.map(|version| format!(" and glibc {version}")).unwrap_or_default()
}

/// The newest version among the names `GLIBC_2.36` that a dynamic binary holds; they stand in its table of strings, ended by a
/// zero. Only for the words of a refusal.
fn newest_glibc(binary: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"GLIBC_";
    let at = (0..binary.len().saturating_sub(NAME.len())).filter(|at| binary[*at..].starts_with(NAME));
    let versions = at.filter_map(|at| {
        let text = binary[at + NAME.len()..].split(|byte| *byte == 0).next()?;
        let numbers = std::str::from_utf8(text).ok()?.split('.').map(|part| part.parse::<u32>().ok());
        numbers.collect::<Option<Vec<_>>>()
    });
    let newest = versions.max()?;
    Some(newest.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::elf;

    #[test]
    fn a_static_binary_of_either_architecture_is_accepted() {
        for (machine, architecture) in [(62, Architecture::X86_64), (183, Architecture::Arm64)] {
            assert_eq!(Executable::read(&elf(machine, None)), Ok(Executable { architecture }));
        }
    }

    /// The programs that tests are built with are what must not be shipped: this test is one.
    #[test]
    fn a_binary_that_asks_for_the_machines_libraries_is_refused_with_the_glibc_it_needs() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let Err(Unfit::Dynamic { interpreter, glibc: Some(glibc) }) = Executable::read(&own) else {
            panic!("a test binary is dynamic");
        };
        assert!(interpreter.contains("ld-linux"), "{interpreter}");
        assert!(glibc.starts_with("2."), "{glibc}");
    }

    #[test]
    fn the_refusal_names_the_interpreter_and_the_way_out() {
        let refused = Executable::read(&elf(62, Some("/lib64/ld-linux-x86-64.so.2"))).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "it is not static: it asks for /lib64/ld-linux-x86-64.so.2, and provided.al2023 has glibc 2.34; link it \
             with -C target-feature=+crt-static"
        );
    }

    #[test]
    fn the_newest_of_the_glibc_names_counts_by_number() {
        assert_eq!(
            newest_glibc(b"\0GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0").as_deref(),
            Some("2.34")
        );
        assert_eq!(newest_glibc(b"GLIBC"), None);
    }

    #[test]
    fn what_is_no_executable_for_lambda_is_refused() {
        assert!(matches!(Executable::read(b"#!/bin/sh\n"), Err(Unfit::NotExecutable { .. })));
        assert!(matches!(Executable::read(&elf(62, None)[..80]), Err(Unfit::NotExecutable { .. })));
        assert_eq!(Executable::read(&elf(40, None)), Err(Unfit::OtherMachine { machine: 40 }));
        let mut object = elf(62, None);
        object[16] = 1; // ET_REL: what a compiler leaves before linking
        assert!(matches!(Executable::read(&object), Err(Unfit::NotExecutable { .. })));
    }

    #[test]
    fn the_other_architecture_is_refused_by_name() {
        let refused = Executable::check(&elf(62, None), Path::new("keep.zip"), Architecture::Arm64);
        let refused = refused.unwrap_err().to_string();
        assert_eq!(refused, "the binary in keep.zip runs on x86_64, functions.architecture is arm64");
    }
}
