use std::process::ExitCode;

use lambda_runtime::Error;
use tokio::runtime::Builder;

use crate::log::write_log;

/// Drives a function until Lambda ends the process: one thread, and a log of JSON lines on standard output, as chatty as
/// `RUST_LOG` says (default `error`).
///
/// A function that cannot start (a variable that is missing, a value that is not allowed) ends with exit code 1 and one
/// line on standard error, which Lambda puts into the function's log.
pub fn serve(function: impl Future<Output = Result<(), Error>>) -> ExitCode {
    write_log(std::env::var("RUST_LOG").ok().as_deref());
    let runtime = Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Error::from).and_then(|runtime| runtime.block_on(function)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the function cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
