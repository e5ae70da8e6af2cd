use apoyo_photo::Folders;

use crate::run::BUCKET;

/// Variables of the steps and the worker: those of `apoyo_bucket::Environment`.
pub(super) fn steps(folders: &Folders) -> Vec<(String, String)> {
    let own = [("APOYO_BUCKET", BUCKET.to_owned()), ("RUST_LOG", "info".to_owned())];
    own.into_iter().chain(folders.variables()).map(|(name, value)| (name.to_owned(), value)).collect()
}
