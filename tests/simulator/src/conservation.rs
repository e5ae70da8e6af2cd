//! What DESIGN section 1 promises, held against every change of the bucket.

use std::collections::{BTreeMap, BTreeSet};

use apoyo_bucket::{Claim, receipt_key};
use apoyo_photo::{Folder, Folders, Mark, PhotoKey, Verdict};
use bytes::Bytes;

use crate::Fault;
use crate::caller::Caller;
use crate::photo::truth;
use crate::reports;
use crate::s3::{Change, Object, Request, Store};
use crate::schedule::{Tool, Upload};
use crate::written::{is_replaced, is_written, names_all};

/// Where in a bucket a key lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Photos(Folder),
    Records,
    Elsewhere,
}

/// Every photo that was accepted, and what is wrong first.
#[derive(Debug, Default)]
pub(crate) struct Conservation {
    folders: Folders,
    accepted: BTreeMap<Bytes, Accepted>,
    /// With which tools photos were uploaded under a key.
    tools: BTreeMap<String, Vec<Tool>>,
    /// Executions that are dry runs.
    dry_runs: BTreeSet<String>,
    /// Every content that ever lay under a key, by the `ETag` that it had there.
    pub(crate) contents: BTreeMap<(String, String), Bytes>,
}

/// One content that people uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Accepted {
    uploads: usize,
    /// Whether one of the uploads had no checksum: two of its copies then cannot be told to be the same, and both stay.
    is_in_parts: bool,
    /// Whether the retention rule has destroyed it.
    is_destroyed: bool,
    /// Whether the retention rule ever did: uploaded again, it may be taken for the first upload by a request that comes late
    /// (seed 13902). `If-Match` cannot tell uploads of the same bytes apart; in a bucket with versions they stay.
    was_destroyed: bool,
}

/// What is broken.
pub(crate) type Broken = Result<(), String>;

impl Conservation {
    /// What an upload is to those before it.
    pub(crate) fn kind_of(&self, upload: &Upload) -> Fault {
        if self.accepted.contains_key(&upload.bytes) {
            Fault::UploadedAgain
        } else if self.tools.contains_key(&upload.key()) {
            Fault::Replaced
        } else {
            Fault::Upload
        }
    }

    /// This execution is a dry run: no copy may bear its name.
    pub(crate) fn must_not_move(&mut self, execution: String) {
        self.dry_runs.insert(execution);
    }

    /// A person has uploaded a photo, which is accepted from now on; what it replaced is the person's to lose.
    pub(crate) fn uploaded(&mut self, upload: &Upload, change: &Change, store: &Store) {
        self.remember(change);
        self.tools.entry(change.key.clone()).or_default().push(upload.tool);
        let accepted = self.accepted.entry(upload.bytes.clone()).or_default();
        accepted.uploads += 1;
        accepted.is_in_parts |= upload.tool == Tool::InParts;
        accepted.is_destroyed = false;
        if let Some(before) = &change.before
            && self.copies(&before.bytes, store) == 0
        {
            self.accepted.remove(&before.bytes);
        }
    }

    /// A step, or Step Functions, has changed the bucket.
    ///
    /// # Errors
    /// What is broken by it.
    pub(crate) fn changed(
        &mut self,
        (caller, request): (&Caller, &Request),
        change: &Change,
        store: &Store,
    ) -> Broken {
        self.remember(change);
        let place = self.place(&change.key);
        match (&change.before, &change.after) {
            (Some(before), Some(after)) => is_replaced(place, &change.key, (before, after)),
            (None, Some(_)) | (Some(_), None) => Ok(()),
            (None, None) => return Ok(()),
        }?;
        match &change.after {
            Some(after) => {
                self.is_no_dry_runs(&change.key, after)?;
                is_written((caller, request), (place, &change.key), after, store)?;
            }
            None => self.is_removed(caller, (place, change), store)?,
        }
        if request.key.ends_with("/report.json") && place == Place::Records {
            reports::check(self, (&change.key, &self.folders), store)?;
        }
        Ok(())
    }

    /// Nothing is under way, and a clean execution has ended.
    ///
    /// # Errors
    /// What is broken.
    pub(crate) fn at_rest(&self, store: &Store) -> Broken {
        for key in store.objects().keys() {
            if let Place::Photos(Folder::Waiting | Folder::InWork) = self.place(key) {
                return Err(format!("{key} is left after a clean execution"));
            }
        }
        for (bytes, accepted) in &self.accepted {
            let (copies, photo) = (self.copies(bytes, store), shown(bytes));
            let most = if accepted.is_in_parts { usize::MAX } else { accepted.uploads };
            match copies {
                0 if accepted.is_destroyed => {}
                0 => return Err(format!("{photo} is nowhere")),
                _ if copies > most => {
                    return Err(format!("{photo} is in {copies} places: {}", self.places(bytes, store)));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a key is one of a photo.
    pub(crate) fn is_photo(&self, key: &str) -> bool {
        matches!(self.place(key), Place::Photos(_))
    }

    /// Whether a photo waits that could not be told from another one of its name, since tools gave them checksums that
    /// cannot be compared.
    pub(crate) fn may_need_another_execution(&self, store: &Store) -> bool {
        store.objects().keys().any(|key| {
            let tools = self.tools.get(key).map_or(&[][..], Vec::as_slice);
            self.place(key) == Place::Photos(Folder::Waiting)
                && tools.iter().any(|tool| *tool == Tool::InParts || *tool != tools[0])
        })
    }

    fn remember(&mut self, change: &Change) {
        if let Some(after) = &change.after {
            self.contents.insert((change.key.clone(), after.etag.clone()), after.bytes.clone());
        }
    }

    fn is_no_dry_runs(&self, key: &str, copy: &Object) -> Broken {
        let execution = copy.mark(Mark::Execution).unwrap_or_default();
        if self.dry_runs.contains(&execution) {
            return Err(format!("{execution} is a dry run, and moved a photo to {key}"));
        }
        Ok(())
    }

    fn is_removed(&mut self, caller: &Caller, (place, change): (Place, &Change), store: &Store) -> Broken {
        let key = &change.key;
        let may = match place {
            Place::Photos(Folder::Waiting) => caller.step == "stage",
            Place::Photos(Folder::InWork) => matches!(caller.step.as_str(), "stage" | "keep" | "delete"),
            _ => false,
        };
        if !may {
            return Err(format!("{caller} deleted {key}"));
        }
        let Some(before) = &change.before else { return Ok(()) };
        let is_last = self.copies(&before.bytes, store) == 0;
        let rightly = self.is_destroyed_rightly(caller, (key, before), store);
        let Some(accepted) = self.accepted.get_mut(&before.bytes) else { return Ok(()) };
        accepted.was_destroyed |= rightly.is_ok();
        if is_last && !accepted.was_destroyed {
            return rightly;
        }
        accepted.is_destroyed |= is_last;
        Ok(())
    }

    /// Whether the retention rule may have destroyed a photo of which a copy is gone: the step `delete` has, with a receipt.
    fn is_destroyed_rightly(&self, caller: &Caller, (key, object): (&str, &Object), store: &Store) -> Broken {
        let lost = |why: &str| {
            Err(format!("{caller} deleted {key}, the last copy of {}: {why}", shown(&object.bytes)))
        };
        if caller.step != "delete" {
            return lost("no other is left");
        }
        if truth(&object.bytes).verdict != Verdict::Discard {
            return lost("its verdict is not discard");
        }
        let mark = |mark| object.mark(mark);
        let execution = mark(Mark::Execution).and_then(|name| name.parse().ok());
        let listed = mark(Mark::Listed).or(mark(Mark::From)).and_then(|key| key.parse::<PhotoKey>().ok());
        let (Some(execution), Some(listed)) = (execution, listed) else {
            return lost("nobody had claimed it");
        };
        let receipt = receipt_key(&self.folders, &Claim { execution, listed });
        match store.objects().get(&receipt) {
            Some(record) if names_all(&record.bytes) => Ok(()),
            Some(_) => lost("its receipt does not say why"),
            None => lost("there is no receipt of it"),
        }
    }

    fn place(&self, key: &str) -> Place {
        let folder = key.parse().ok().and_then(|key: PhotoKey| Some(self.folders.locate(&key)?.0));
        match folder {
            Some(folder) => Place::Photos(folder),
            None if key.starts_with(self.folders.executions_prefix()) => Place::Records,
            None => Place::Elsewhere,
        }
    }

    /// In how many places under folders of photos this content is.
    fn copies(&self, bytes: &Bytes, store: &Store) -> usize {
        let all = store.objects().iter();
        all.filter(|(key, object)| object.bytes == bytes && matches!(self.place(key), Place::Photos(_)))
            .count()
    }

    fn places(&self, bytes: &Bytes, store: &Store) -> String {
        let all = store.objects().iter().filter(|(_, object)| object.bytes == bytes);
        let photos = all.filter(|(key, _)| matches!(self.place(key), Place::Photos(_)));
        photos.map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A photo's bytes, which are a text.
pub(crate) fn shown(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}
