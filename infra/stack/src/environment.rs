use apoyo_constructs::PhotoBucket;
use apoyo_photo::Folder;
use serde_json::{Value, json};

use crate::config::Config;

/// What every step and the worker are told; the names are those of `apoyo_bucket::Environment`.
pub(crate) fn environment(config: &Config, photos: &PhotoBucket) -> Vec<(&'static str, Value)> {
    let folders = &config.bucket.folders;
    let folder = |folder| json!(folders.prefix(folder));
    vec![
        ("APOYO_BUCKET", photos.name()),
        ("APOYO_FOLDER_WAITING", folder(Folder::Waiting)),
        ("APOYO_FOLDER_IN_WORK", folder(Folder::InWork)),
        ("APOYO_FOLDER_KEPT", folder(Folder::Kept)),
        ("APOYO_FOLDER_REVIEW", folder(Folder::Review)),
        ("APOYO_FOLDER_TRASH", folder(Folder::Trash)),
        ("APOYO_FOLDER_EXECUTIONS", json!(folders.executions_prefix())),
        ("RUST_LOG", json!("info")),
    ]
}
