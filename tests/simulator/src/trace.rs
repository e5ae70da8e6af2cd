use std::fmt::Display;

/// What happened, line by line.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    lines: Option<Vec<String>>,
}

impl Trace {
    /// One that keeps what it is told.
    pub(crate) fn kept() -> Self {
        Self { lines: Some(Vec::new()) }
    }

    /// Keeps a line, where anybody wants it.
    pub(crate) fn say(&mut self, now_ms: u64, what: impl Display) {
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>9}.{:03} {what}", now_ms / 1000, now_ms % 1000));
        }
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines.unwrap_or_default()
    }
}
