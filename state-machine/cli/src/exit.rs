use std::process::ExitCode;

/// How a command ended, short of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It did what was asked.
    Done,
    /// It ended without doing all that was asked, and has said why.
    Failed,
    /// It did what was asked, and some photos need review (said only with `--strict`).
    NeedsReview,
}

impl End {
    /// The documented exit codes; 2, bad usage, is clap's.
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::NeedsReview => 3,
        }
    }
}

/// Says an error with its causes on standard error, and turns the end into the process's exit code.
pub(crate) fn report(end: anyhow::Result<End>) -> ExitCode {
    match end {
        Ok(end) => ExitCode::from(end.code()),
        Err(error) => {
            eprintln!("apoyo: {error:#}");
            ExitCode::from(End::Failed.code())
        }
    }
}
