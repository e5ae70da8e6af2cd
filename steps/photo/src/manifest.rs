use serde::{Deserialize, Serialize};

use crate::{ExecutionName, PhotoKey};

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
    /// The execution that left the photo in the in-work folder and no longer runs; absent for a photo that waits, and
    /// for one that a person put into the in-work folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ExecutionName>,
    /// [`Mark::Content`](crate::Mark::Content) of a photo in the in-work folder; absent for a photo that waits, and for
    /// one that has no such mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

impl ManifestLine {
    /// What the names that the photo tries hang on: the same for every execution that claims it.
    pub fn content(&self) -> &str {
        self.content.as_deref().unwrap_or(&self.etag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_version_listed_is_named_after_what_lay_there() {
        let json = r#"{"key":"procesando/a","size":1,"etag":"\"e\"","owner":"x"}"#;
        let line: ManifestLine = serde_json::from_str(json).unwrap();
        assert_eq!((line.content(), serde_json::to_string(&line).unwrap().as_str()), ("\"e\"", json));
    }
}
