//! Builds the six Lambda zips of this checkout for this machine's architecture and says what came out:
//! `cargo run -p apoyo-package --example package -- FOLDER`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apoyo_constructs::Architecture;
use apoyo_package::{Checkout, PackageError, Packages, Request};

fn main() -> ExitCode {
    let Some(into) = std::env::args_os().nth(1) else {
        eprintln!("the folder for the zips is missing");
        return ExitCode::from(2);
    };
    match packages(into.into()) {
        Ok(packages) => {
            for package in packages.all() {
                let (step, architecture) = (package.step.name(), package.architecture.as_str());
                println!(
                    "{step:10} {architecture} binary {:>9} zip {:>8} sha256 {}",
                    package.binary_bytes, package.bytes, package.hash
                );
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn packages(into: PathBuf) -> Result<Packages, PackageError> {
    let architecture = if cfg!(target_arch = "aarch64") { Architecture::Arm64 } else { Architecture::X86_64 };
    let checkout = Checkout::around(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    Packages::build(&Request { checkout, architecture, into })
}
