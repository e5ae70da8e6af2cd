use std::fmt::Display;
use std::io::Write;

/// Prints on standard output. A reader that has gone, as in `apoyo list | head`, wants no more, which is no error.
pub(crate) fn say(text: impl Display) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// Prints a line, as [`say`].
pub(crate) fn say_line(line: impl Display) {
    say(format_args!("{line}\n"));
}
