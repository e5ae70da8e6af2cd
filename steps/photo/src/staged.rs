use serde::{Deserialize, Serialize};

use crate::PhotoKey;

/// A photo that this execution has claimed: its bytes lie in the in-work folder under the execution's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StagedPhoto {
    /// Where it lies now.
    pub key: PhotoKey,
    /// Where it was listed.
    pub from: PhotoKey,
    /// Path below the folder: what the photo keeps wherever it goes.
    pub sub_path: String,
    /// Size in bytes.
    pub size: u64,
    /// The `ETag` at `key`, with its quotes.
    pub etag: String,
}
