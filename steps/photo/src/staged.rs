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
    /// [`Mark::Content`](crate::Mark::Content) of the copy at `key`; absent for one that an older version made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

impl StagedPhoto {
    /// What the names that the photo tries hang on: the same for every execution that claims it.
    pub fn content(&self) -> &str {
        self.content.as_deref().unwrap_or(&self.etag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_version_staged_is_named_after_its_copy() {
        let json = r#"{"key":"procesando/a","from":"sin procesar/a","subPath":"a","size":1,"etag":"\"e\""}"#;
        let photo: StagedPhoto = serde_json::from_str(json).unwrap();
        assert_eq!((photo.content(), serde_json::to_string(&photo).unwrap().as_str()), ("\"e\"", json));
    }
}
