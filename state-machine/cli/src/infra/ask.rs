use std::io::{IsTerminal, Write};

/// Who decides whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    /// It was given with `--yes`.
    Given,
    /// The person at the terminal is asked.
    Ask,
    /// It was not given, and there is nobody to ask.
    Nobody,
}

impl Consent {
    /// As the command line and standard input have it.
    pub(super) fn of(yes: bool) -> Self {
        match (yes, std::io::stdin().is_terminal()) {
            (true, _) => Self::Given,
            (false, true) => Self::Ask,
            (false, false) => Self::Nobody,
        }
    }

    /// Whether it is done; asks where there is somebody, and takes only `answer` for a yes.
    pub(super) async fn to(self, question: String, answer: &str) -> bool {
        match self {
            Self::Given => true,
            Self::Nobody => false,
            Self::Ask => {
                // Reading blocks, and Ctrl-C must be heard meanwhile.
                let told = tokio::task::spawn_blocking(move || ask(&question)).await.unwrap_or_default();
                told.trim().eq_ignore_ascii_case(answer)
            }
        }
    }
}

/// The line that comes back; empty where none does.
fn ask(question: &str) -> String {
    eprint!("{question} ");
    let mut line = String::new();
    // Where the question cannot be shown or the answer not be read, there is no consent.
    let _ = std::io::stderr().flush();
    let _ = std::io::stdin().read_line(&mut line);
    line
}
