use serde::Deserialize;

use super::Member;

/// One call of a service.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    /// HTTP method.
    pub(crate) method: String,
    /// Path, with `{Name}` where a member goes, and `{Name+}` where it may have slashes.
    pub(crate) uri: String,
    /// What it takes.
    #[serde(default)]
    pub(crate) input: Option<Member>,
    /// What it gives.
    #[serde(default)]
    pub(crate) output: Option<Member>,
    /// The element around the reply in the query protocol.
    #[serde(default)]
    pub(crate) wrapper: Option<String>,
    /// Whether the body's digest must go with it.
    #[serde(default)]
    pub(crate) checksum: bool,
}
