//! Keys of what an execution leaves under `ejecuciones/<execution>/`.

use apoyo_photo::{ExecutionName, Folders, PhotoKey};

use crate::{Claim, short_hash};

/// Key of the manifest.
pub fn manifest_key(folders: &Folders, execution: &ExecutionName) -> String {
    format!("{}manifest.jsonl", folders.execution_prefix(execution))
}

/// Key prefix for the Distributed Map's `ResultWriter`, without a `/` at its end.
pub fn results_prefix(folders: &Folders, execution: &ExecutionName) -> String {
    format!("{}results", folders.execution_prefix(execution))
}

/// Key prefix for what the lane `batch` leaves when it has staged all photos, without a `/` at its end.
pub fn staged_prefix(folders: &Folders, execution: &ExecutionName) -> String {
    format!("{}staged", folders.execution_prefix(execution))
}

/// Key prefix for the files of the lane `batch`'s shards, without a `/` at its end.
pub fn classified_prefix(folders: &Folders, execution: &ExecutionName) -> String {
    format!("{}classified", folders.execution_prefix(execution))
}

/// Key of what an attempt at a shard had done when it was stopped; the next attempt goes on from there.
pub fn progress_key(folders: &Folders, execution: &ExecutionName, shard: u64, part: u32) -> String {
    format!("{}progress/{shard}-{part}.jsonl", folders.execution_prefix(execution))
}

/// Key of the thumbnail of the photo that the manifest lists under `listed`.
pub fn thumbnail_key(folders: &Folders, execution: &ExecutionName, listed: &PhotoKey) -> String {
    format!("{}thumbnails/{}.jpg", folders.execution_prefix(execution), short_hash(&[listed.as_str()]))
}

/// Key of the receipt for a photo whose bytes were destroyed at once, since the retention is 0.
pub fn receipt_key(folders: &Folders, claim: &Claim) -> String {
    let prefix = folders.execution_prefix(&claim.execution);
    format!("{prefix}deleted/{}.json", short_hash(&[claim.listed.as_str()]))
}

/// Key of the report with this extension.
pub fn report_key(folders: &Folders, execution: &ExecutionName, extension: &str) -> String {
    format!("{}report.{extension}", folders.execution_prefix(execution))
}
