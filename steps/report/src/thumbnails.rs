use std::collections::HashMap;

use apoyo_bucket::{BucketError, ReadRecord};
use apoyo_photo::Outcome;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::try_join_all;

/// Thumbnails read at once.
const AT_ONCE: usize = 16;

/// Largest thumbnail that the page takes in: far above any that `classify` writes.
const MAX_BYTES: usize = 100 * 1000;

/// Thumbnails by their keys, as base64.
pub(crate) type Thumbnails = HashMap<String, String>;

/// The thumbnails of these photos; one that is missing shows as an empty frame.
pub(crate) async fn read(
    bucket: &(impl ReadRecord + Sync),
    photos: &[Outcome],
) -> Result<Thumbnails, BucketError> {
    let keys: Vec<&String> = photos.iter().filter_map(|photo| photo.thumbnail.as_ref()).collect();
    let mut found = Thumbnails::with_capacity(keys.len());
    for some in keys.chunks(AT_ONCE) {
        let read = try_join_all(some.iter().map(|key| bucket.read_record(key))).await?;
        for (key, bytes) in some.iter().zip(read) {
            if let Some(bytes) = bytes.filter(|bytes| bytes.len() <= MAX_BYTES) {
                found.insert((*key).clone(), STANDARD.encode(bytes));
            }
        }
    }
    Ok(found)
}
