use std::process::ExitCode;

/// How a command ended, short of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It did what was asked.
    Done,
    /// It ended without doing all that was asked, and has said why.
    Failed,
    /// It was asked for something that cannot be done in this way, and has said how.
    BadUsage,
    /// It did what was asked, and some photos need review (said only with `--strict`).
    NeedsReview,
    /// It did what was asked, and there are differences (said only with `--exit-code`).
    Different,
}

impl End {
    /// The documented exit codes; clap, too, ends with 2 for bad usage.
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::BadUsage => 2,
            Self::NeedsReview => 3,
            Self::Different => 4,
        }
    }
}

/// Says an error with its causes on standard error, and turns the end into the process's exit code.
pub(crate) fn report(end: anyhow::Result<End>) -> ExitCode {
    match end {
        Ok(end) => ExitCode::from(end.code()),
        Err(error) => {
            eprintln!("apoyo: {}", told(&error));
            ExitCode::from(End::Failed.code())
        }
    }
}

/// The error and its causes in one line; a cause that the error's own text tells already is not told again.
fn told(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| match told.as_str() {
        "" => cause,
        _ if told.contains(&cause) => told,
        _ => format!("{told}: {cause}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow!("no such file").context("photo a.jpg: no such file").context("folder b");
        assert_eq!(told(&error), "folder b: photo a.jpg: no such file");
    }
}
