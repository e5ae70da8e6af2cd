use apoyo_constructs::PhotoBucket;
use serde_json::{Value, json};

use crate::config::Config;

/// What every step and the worker are told; the names are those of `apoyo_bucket::Environment`.
pub(crate) fn environment(config: &Config, photos: &PhotoBucket) -> Vec<(&'static str, Value)> {
    let folders = config.bucket.folders.variables().map(|(name, prefix)| (name, json!(prefix)));
    [("APOYO_BUCKET", photos.name())]
        .into_iter()
        .chain(folders)
        .chain([("RUST_LOG", json!("info"))])
        .collect()
}
