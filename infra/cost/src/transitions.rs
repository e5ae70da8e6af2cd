/// States that a standard execution enters, each paid as one transition: counted in the tests along the committed state
/// machine. A Distributed Map is paid one more for each child; states inside Express children are not counted.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transitions;

impl Transitions {
    /// List, Any photos?, Nothing to do.
    pub const EMPTY: u32 = 3;
    /// List, Any photos?, Triage, Report, Reconciled?, Done.
    pub const LAMBDA_LANE: u32 = 6;
    /// List, Any photos?, Stage all, Classify all, Settle all, Report, Reconciled?, Done.
    pub const BATCH_LANE: u32 = 8;
    /// Most bytes of the definition, which AWS reckons to every child's memory.
    pub const DEFINITION_BYTES: u64 = 64 * 1024;
    /// Children that a Distributed Map runs at once.
    pub const CHILDREN_AT_ONCE: u64 = 40;
    /// Photos that a child works on at once.
    pub const PHOTOS_AT_ONCE: u64 = 5;
}
