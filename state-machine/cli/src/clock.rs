use jiff::Timestamp;

/// The moment, read once at the edge and handed on as a value.
#[expect(clippy::disallowed_methods, reason = "the command line is the edge where time comes in")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
