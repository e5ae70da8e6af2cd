//! Undo: every photo of an execution back to where it was.
//!
//! ```text
//! manifest + report --photo by photo--> settled under `to` ------.
//!                   '- not reported --> search of its names -----+--> safe move to `sin procesar/`
//! in-work folder --------what the execution claimed and left-----'
//! ```
//! The move carries the execution's claim to the waiting folder, so an undo that was cut off, or is done twice, finds what
//! it did before. A name that another upload has taken meanwhile is left to it: the photo then gets a name beside it.

mod put_back;
mod search;
mod sweep;

use std::collections::BTreeSet;

use apoyo_photo::{ExecutionName, OutcomeKind, PhotoKey};
use apoyo_report::ReportedPhoto;
use futures::stream::{self, TryStreamExt};
use serde::Serialize;

use self::put_back::{Done, Settled};
use crate::records::Entry;
use crate::stop::is_under_way;
use crate::{ExecutionRef, OperateError, Site};

/// Photos moved at once: a move is five calls of S3, one after another.
pub(crate) const AT_ONCE: usize = 16;

/// What is put back.
#[derive(Debug, Clone, Default)]
pub struct UndoOptions {
    /// Only these photos, each by the key under which it was listed or by the one that it has now; default all.
    pub keys: Vec<PhotoKey>,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Undo {
    /// The execution.
    pub execution: ExecutionName,
    /// Photos that were put back now.
    pub back: u64,
    /// Photos that an earlier undo had put back.
    pub back_before: u64,
    /// Photos that this execution had not moved: taken by others, failed and still waiting, or a dry run's.
    pub not_moved: u64,
    /// Of those that are back, the ones beside another upload that has their name now.
    pub beside: Vec<PutBack>,
    /// Photos that could not be put back.
    pub left: Vec<Left>,
    /// Keys asked for that are none of this execution's photos.
    pub unknown: Vec<PhotoKey>,
}

/// A photo that is back under another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PutBack {
    /// Where it waited.
    pub origin: PhotoKey,
    /// Where it waits now.
    pub key: PhotoKey,
}

/// A photo that could not be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    /// The key under which it was listed.
    pub key: PhotoKey,
    /// Where this execution had put it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PhotoKey>,
    /// Why, for programs.
    pub reason: LeftReason,
    /// Why, for people.
    pub why: String,
}

/// Why a photo could not be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftReason {
    /// The retention rule destroyed it, or a person did.
    Destroyed,
    /// It is no longer where it was put: a person moved or deleted it.
    Gone,
    /// Its copy belongs to another execution.
    Owned,
    /// Another content lies in its place.
    Replaced,
    /// S3 refused, or the photo cannot be moved.
    Failed,
}

impl Undo {
    /// Whether every photo that was meant is back.
    pub fn is_complete(&self) -> bool {
        self.left.is_empty() && self.unknown.is_empty()
    }

    fn new(execution: ExecutionName) -> Self {
        let (beside, left, unknown) = (Vec::new(), Vec::new(), Vec::new());
        Self { execution, back: 0, back_before: 0, not_moved: 0, beside, left, unknown }
    }

    fn with(mut self, done: Done) -> Self {
        match done {
            Done::NotMoved => self.not_moved += 1,
            Done::Back { was_there, beside } => {
                self.back += u64::from(!was_there);
                self.back_before += u64::from(was_there);
                self.beside.extend(beside);
            }
            Done::Left(left) => self.left.push(left),
        }
        self
    }
}

/// Which photos are meant, and which of the keys have met one.
#[derive(Debug)]
struct Wanted {
    keys: BTreeSet<PhotoKey>,
    met: BTreeSet<PhotoKey>,
}

impl Wanted {
    /// Whether a photo is meant that has these keys.
    fn takes<'k>(&mut self, keys: impl IntoIterator<Item = &'k PhotoKey>) -> bool {
        if self.keys.is_empty() {
            return true;
        }
        let found: Vec<_> = keys.into_iter().filter(|key| self.keys.contains(*key)).cloned().collect();
        let is_meant = !found.is_empty();
        self.met.extend(found);
        is_meant
    }
}

impl Site {
    /// Puts the photos of an execution back. May be called again at any time, after any failure.
    ///
    /// # Errors
    /// When the execution still runs, left no manifest, or S3 does not answer or refuses; what is back then stays back.
    pub async fn undo(&self, wanted: &ExecutionRef, options: &UndoOptions) -> Result<Undo, OperateError> {
        let execution = self.named(wanted).await?;
        match self.describe(&execution).await {
            Ok(described) if is_under_way(&described.status) => {
                let (name, status) = (execution.name.to_string(), described.status.as_str().to_owned());
                return Err(OperateError::NotEnded { name, status, action: "undo takes" });
            }
            // Step Functions forgets an execution 90 days after its end; its records stay.
            Ok(_) | Err(OperateError::NoExecution { .. }) => {}
            Err(error) => return Err(error),
        }
        let name = execution.name;
        let key = self.manifest_key(&name);
        let records = self.records(&name).await?.ok_or_else(|| OperateError::NoRecords {
            name: name.to_string(),
            key,
            bucket: self.bucket_name().to_owned(),
        })?;
        let mut wanted = Wanted { keys: options.keys.iter().cloned().collect(), met: BTreeSet::new() };
        let entries = stream::try_unfold(records, async |mut records| {
            Ok::<_, OperateError>(records.next(self).await?.map(|entry| (entry, records)))
        });
        let meant = entries.try_filter(|entry| {
            let is_meant = wanted.takes(keys_of(entry));
            async move { is_meant }
        });
        let moves = meant.map_ok(|entry| self.undo_one(&name, entry)).try_buffer_unordered(AT_ONCE);
        let undone = moves.try_fold(Undo::new(name.clone()), async |undo, done| Ok(undo.with(done))).await?;
        let mut undone = self.sweep(&name, &mut wanted, undone).await?;
        undone.unknown = wanted.keys.difference(&wanted.met).cloned().collect();
        undone.left.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(undone)
    }

    async fn undo_one(&self, execution: &ExecutionName, entry: Entry) -> Result<Done, OperateError> {
        let Entry { line, reported } = entry;
        let Some(ReportedPhoto::Accounted(outcome)) = reported else {
            return self.undo_unreported(execution, &line).await;
        };
        match (outcome.outcome, outcome.to) {
            (OutcomeKind::Kept | OutcomeKind::Review | OutcomeKind::Trash, Some(to)) => {
                self.put_back(&Settled { execution, listed: &line.key, key: to, etag: &line.etag }).await
            }
            (OutcomeKind::Trash, None) => self.destroyed(execution, &line.key).await,
            // What failed was not moved on; if it was claimed, the sweep of the in-work folder puts it back.
            _ => Ok(Done::NotMoved),
        }
    }
}

/// The keys by which a photo may be asked for.
fn keys_of(entry: &Entry) -> impl Iterator<Item = &PhotoKey> {
    let to = match &entry.reported {
        Some(ReportedPhoto::Accounted(outcome)) => outcome.to.as_ref(),
        _ => None,
    };
    [Some(&entry.line.key), to].into_iter().flatten()
}
