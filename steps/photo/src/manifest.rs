use serde::{Deserialize, Serialize};

use crate::PhotoKey;

/// One line of `ejecuciones/<execution>/manifest.jsonl`: a photo that the execution will sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestLine {
    /// Where the photo lay when it was listed: in the waiting folder, or in the in-work folder when it was left there
    /// by an execution that no longer runs.
    pub key: PhotoKey,
    /// Size in bytes.
    pub size: u64,
    /// The `ETag` as S3 gave it, with its quotes: names this content, so a photo replaced since is noticed.
    pub etag: String,
}
