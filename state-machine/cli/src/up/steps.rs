use apoyo_photo::{Folder, Folders};

use crate::run::BUCKET;

/// Variables of the steps and the worker: those of `apoyo_bucket::Environment`.
pub(super) fn steps(folders: &Folders) -> Vec<(String, String)> {
    let folder = |folder| folders.prefix(folder).to_owned();
    let variables = [
        ("APOYO_BUCKET", BUCKET.to_owned()),
        ("APOYO_FOLDER_WAITING", folder(Folder::Waiting)),
        ("APOYO_FOLDER_IN_WORK", folder(Folder::InWork)),
        ("APOYO_FOLDER_KEPT", folder(Folder::Kept)),
        ("APOYO_FOLDER_REVIEW", folder(Folder::Review)),
        ("APOYO_FOLDER_TRASH", folder(Folder::Trash)),
        ("APOYO_FOLDER_EXECUTIONS", folders.executions_prefix().to_owned()),
        ("RUST_LOG", "info".to_owned()),
    ];
    variables.map(|(name, value)| (name.to_owned(), value)).to_vec()
}
