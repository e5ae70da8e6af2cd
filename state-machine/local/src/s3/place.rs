//! A staged file becomes an object, and an object goes: the only two places where a bucket's folder changes.
//!
//! Order of a write, so that the process may die at any point:
//!
//! ```text
//! staged file, synced -> folders -> lock the key -> condition -> rows (name the staged file's inode)
//!   -> link or rename: the object is there -> its creation is listed -> rows of the file before -> unlock
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use s3s::S3ErrorCode;

use super::bucket::Bucket;
use super::condition::WriteCondition;
use super::content::{Content, Identity};
use super::created::CreatedBy;
use super::index::KeyRow;
use super::key_path::KeyPath;
use super::object::{Located, locate, look};
use super::staged_file::StagedFile;
use super::store::Store;
use super::store_error::StoreError;

/// How often a write starts again because folders came or went under it.
const ATTEMPTS: usize = 100;

/// A key to write to, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) bucket: &'a Bucket,
    pub(crate) key: &'a str,
    pub(crate) condition: &'a WriteCondition,
}

impl Target<'_> {
    /// Checks the condition against the object of this moment.
    pub(crate) fn check(&self, store: &Store) -> Result<Option<Located>, StoreError> {
        let current = locate(self.bucket, self.key)?;
        let etag = match &current {
            Some(located) => Some(store.content(&located.identity)?.etag),
            None => None,
        };
        self.condition.check(self.key, etag.as_deref())?;
        Ok(current)
    }

    /// The same at the end of a write whose condition held at its start: an object that went away meanwhile is a
    /// conflict, which S3 tells from a condition that never held.
    fn check_again(&self, store: &Store) -> Result<Option<Located>, StoreError> {
        self.check(store).map_err(|error| match error {
            StoreError::Refused { code: S3ErrorCode::NoSuchKey, .. } => {
                let text = format!("{} was deleted while this request was under way", self.key);
                StoreError::refused(S3ErrorCode::ConditionalRequestConflict, text)
            }
            other => other,
        })
    }
}

/// What to do with a write that met a change of the folders under it.
enum Placing {
    Done,
    Again,
}

impl Store {
    /// Makes the staged file the key's object, with what is known of it; who created it is told to those who listen.
    pub(crate) fn place(
        &self,
        target: &Target<'_>,
        staged: &StagedFile,
        known: (&Content, &KeyRow),
        created_by: Option<CreatedBy>,
    ) -> Result<(), StoreError> {
        let identity = staged.identity()?;
        for _ in 0..ATTEMPTS {
            self.make_folders(target)?;
            let _lock = self.locks.lock(&target.bucket.name, target.key);
            let before = target.check_again(self)?;
            self.index.put((&target.bucket.name, target.key, &identity), known)?;
            let creation = created_by.map(|by| self.about_to_create(target, (&identity, &known.0.etag), by));
            let creation = creation.transpose()?.flatten();
            let placed = put_at_key(target, staged, before.as_ref());
            if !matches!(placed, Ok(Placing::Done)) {
                self.was_not_created(creation)?;
            }
            if let Placing::Done = placed? {
                self.was_created(creation)?;
                self.tidy_after_write(target, before.as_ref(), &identity)?;
                return Ok(());
            }
        }
        Err(StoreError::Unsettled { key: target.key.to_owned() })
    }

    /// Removes the key's object if the condition holds; says whether there was one.
    pub(crate) fn remove(&self, target: &Target<'_>) -> Result<bool, StoreError> {
        let _lock = self.locks.lock(&target.bucket.name, target.key);
        let Some(located) = target.check(self)? else { return Ok(false) };
        let places = KeyPath::new(target.key);
        // Both names: with the plain one gone, an older escaped one would come back to life.
        let names = [Some(places.escaped(&target.bucket.root)), places.plain(&target.bucket.root)];
        for path in names.iter().flatten() {
            if look(path)?.is_some_and(|meta| meta.is_file()) {
                remove_file(path)?;
            }
        }
        self.forget_folder(&located.path, target.bucket);
        self.index.forget_others(&target.bucket.name, target.key, None)?;
        if located.links == 1 {
            self.index.forget_content(&located.identity)?;
        }
        remove_empty_parents(&located.path, &target.bucket.root);
        Ok(true)
    }

    /// Makes the folders that the key needs; a file that stands in a folder's place moves to its escaped name.
    fn make_folders(&self, target: &Target<'_>) -> Result<(), StoreError> {
        let mut folder = target.bucket.root.clone();
        for piece in KeyPath::new(target.key).folders() {
            folder.push(piece);
            for _ in 0..ATTEMPTS {
                match look(&folder)? {
                    Some(meta) if meta.is_dir() => break,
                    Some(meta) if meta.is_file() => self.make_way(target, &folder)?,
                    Some(_) => return Err(StoreError::NotAFolder { path: folder }),
                    None => make_folder(&folder)?,
                }
            }
        }
        Ok(())
    }

    /// Moves the object at `file` to its escaped name. Look-ups try the plain name first, so it is always found.
    fn make_way(&self, target: &Target<'_>, file: &Path) -> Result<(), StoreError> {
        let Some(key) = key_above(target, file) else {
            return Err(StoreError::NotAFolder { path: file.to_owned() });
        };
        let _lock = self.locks.lock(&target.bucket.name, &key);
        if look(file)?.is_some_and(|meta| meta.is_file()) {
            let escaped = escaped_name(&KeyPath::new(&key), target.bucket)?;
            rename(file, &escaped)?;
            self.forget_folder(&escaped, target.bucket);
        }
        Ok(())
    }

    /// Removes the object's other name and the rows of the file before.
    fn tidy_after_write(
        &self,
        target: &Target<'_>,
        before: Option<&Located>,
        now: &Identity,
    ) -> Result<(), StoreError> {
        let placed = free_name(target)?;
        if let Some(before) = before {
            if before.path != placed && look(&before.path)?.is_some_and(|meta| meta.is_file()) {
                remove_file(&before.path)?;
            }
            if before.links == 1 && before.identity != *now {
                self.index.forget_content(&before.identity)?;
            }
        }
        self.forget_folder(&placed, target.bucket);
        self.index.forget_others(&target.bucket.name, target.key, Some(now))
    }

    fn forget_folder(&self, file: &Path, bucket: &Bucket) {
        if let Some(folder) = file.parent() {
            self.directories.forget(folder, &bucket.root);
        }
    }
}

fn put_at_key(
    target: &Target<'_>,
    staged: &StagedFile,
    before: Option<&Located>,
) -> Result<Placing, StoreError> {
    let path = match free_name(target) {
        Err(StoreError::Io { source, .. }) if came_or_went(&source) => return Ok(Placing::Again),
        name => name?,
    };
    let placed =
        if before.is_none() { link_new(staged.path(), &path) } else { replace(staged.path(), &path) };
    match placed {
        Ok(()) => Ok(Placing::Done),
        Err(e) if came_or_went(&e) => Ok(Placing::Again),
        Err(source) => Err(StoreError::Io { action: "put an object at", path, source }),
    }
}

/// Where a new file of this key goes: its own name, unless a folder has it or it needs escaping.
fn free_name(target: &Target<'_>) -> Result<PathBuf, StoreError> {
    let places = KeyPath::new(target.key);
    if let Some(plain) = places.plain(&target.bucket.root) {
        let there = look(&plain)?;
        let is_file = there.as_ref().is_some_and(fs::Metadata::is_file);
        if is_file || (there.is_none() && places.prefers_plain()) {
            return Ok(plain);
        }
    }
    escaped_name(&places, target.bucket)
}

fn escaped_name(places: &KeyPath, bucket: &Bucket) -> Result<PathBuf, StoreError> {
    let mut folder = places.folder(&bucket.root);
    for piece in places.escaped_folders() {
        folder.push(piece);
        match look(&folder)? {
            Some(meta) if meta.is_dir() => {}
            Some(_) => return Err(StoreError::NotAFolder { path: folder }),
            None => make_folder(&folder)?,
        }
    }
    Ok(places.escaped(&bucket.root))
}

/// The key whose object lies at `file`, one of the folders on the way to the target's key.
fn key_above(target: &Target<'_>, file: &Path) -> Option<String> {
    let slashes = target.key.match_indices('/').map(|(at, _)| &target.key[..at]);
    slashes
        .into_iter()
        .find(|key| KeyPath::new(key).plain(&target.bucket.root).as_deref() == Some(file))
        .map(str::to_owned)
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    match fs::create_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists || came_or_went(&e) => Ok(()),
        made => made.map_err(StoreError::io("create the folder", path)),
    }
}

/// Gives the file a second name if no one has it: of any number at once, one succeeds.
fn link_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(e) if !links_refused(&e) => Err(e),
        Err(_) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Ok(()) => Ok(()),
    }
}

fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Whether the file system, or its rules on whose files may be linked, has no link for us here.
pub(crate) fn links_refused(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::CrossesDevices | Kind::PermissionDenied | Kind::Unsupported | Kind::TooManyLinks
    )
}

/// Whether a name or a folder on the way appeared or went away since we looked.
fn came_or_went(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::NotFound
            | Kind::NotADirectory
            | Kind::AlreadyExists
            | Kind::IsADirectory
            | Kind::DirectoryNotEmpty
    )
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(StoreError::io("move", from))
}

fn remove_file(path: &Path) -> Result<(), StoreError> {
    fs::remove_file(path).map_err(StoreError::io("remove", path))
}

/// S3 has no folders: one that a key made goes with its last key.
fn remove_empty_parents(file: &Path, root: &Path) {
    let inside = file.ancestors().skip(1).take_while(|folder| *folder != root && folder.starts_with(root));
    for folder in inside {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}
