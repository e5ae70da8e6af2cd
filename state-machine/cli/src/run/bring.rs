use std::io;

use apoyo_bucket::names_for;
use apoyo_local::s3::{EmbeddedS3, ImportError, Imported};
use apoyo_photo::{Folder, Folders, InvalidPhotoKey};

use super::ledger::{Entry, Ledger};
use super::scan::Found;

/// How many of the user's photos came into the waiting folder, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Brought {
    /// As a second name of the user's file.
    pub(crate) linked: u64,
    /// As a copy.
    pub(crate) copied: u64,
    /// Left alone: an earlier run brought this very file.
    pub(crate) known: u64,
    /// Bytes of the new ones.
    pub(crate) bytes: u64,
}

/// Why a photo could not be brought in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BringError {
    #[error("{path}: {source}")]
    Unreadable {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("{path}: {source}")]
    Key {
        path: String,
        #[source]
        source: InvalidPhotoKey,
    },
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("failed to record that {path} was brought in: {source}")]
    Ledger {
        path: String,
        #[source]
        source: io::Error,
    },
}

/// Brings photos into the waiting folder of a bucket.
pub(crate) struct Bringer<'a> {
    pub(crate) s3: &'a EmbeddedS3,
    pub(crate) bucket: &'a str,
    pub(crate) folders: &'a Folders,
    pub(crate) ledger: Ledger,
}

impl Bringer<'_> {
    /// Brings in every photo that no earlier run has brought; those it cannot bring are named, the others come in.
    pub(crate) async fn bring(&mut self, photos: &[Found]) -> (Brought, Vec<BringError>) {
        let mut brought = Brought::default();
        let mut troubles = Vec::new();
        for found in photos {
            if let Err(trouble) = self.bring_one(found, &mut brought).await {
                troubles.push(trouble);
            }
        }
        (brought, troubles)
    }

    async fn bring_one(&mut self, found: &Found, brought: &mut Brought) -> Result<(), BringError> {
        let path = || found.path.display().to_string();
        let entry =
            Entry::of(&found.path).map_err(|source| BringError::Unreadable { path: path(), source })?;
        if self.ledger.has(&entry) {
            brought.known += 1;
            return Ok(());
        }
        match self.import(found, &entry).await? {
            Imported::Linked | Imported::AlreadyThere => brought.linked += 1,
            Imported::Copied => brought.copied += 1,
        }
        brought.bytes += entry.size();
        self.ledger.record(entry).map_err(|source| BringError::Ledger { path: path(), source })
    }

    /// Under its own name; where another photo waits under that name, with a short hash added.
    async fn import(&self, found: &Found, entry: &Entry) -> Result<Imported, BringError> {
        let names = names_for(self.folders, Folder::Waiting, &found.sub_path, &entry.identity())
            .map_err(|source| BringError::Key { path: found.path.display().to_string(), source })?;
        let mut taken = None;
        for key in &names {
            match self.s3.import_file(self.bucket, key.as_str(), &found.path).await {
                Err(error @ ImportError::KeyTaken { .. }) => taken = Some(error),
                end => return Ok(end?),
            }
        }
        Err(taken.expect("a photo has at least one name to try").into())
    }
}
