use std::fmt::Display;
use std::io::Write;

/// Prints on standard output. A reader that has gone, as in `apoyo list | head`, wants no more, which is no error.
pub(crate) fn say(text: impl Display) {
    let _ = write!(std::io::stdout(), "{text}");
}
