use apoyo_bucket::{HeadPhoto, ListPhotos, ListedPhoto};
use apoyo_photo::{ExecutionName, Folder, Mark, OutcomeKind, PhotoKey, StartInput};
use apoyo_report::ReportedPhoto;
use serde_json::Value;

use super::ReplayOver;
use crate::records::{Records, origin};
use crate::{OperateError, Site};

/// Bytes of keys that an input names: Step Functions takes 256 KiB, and `List` hands them on with what it says itself.
const MAX_KEY_BYTES: usize = 200 * 1024;

/// What an execution left to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// Nothing.
    Nothing,
    /// These photos, by the keys under which they waited.
    Photos(Vec<PhotoKey>),
    /// So many that no input can name them.
    TooMany(usize),
    /// All: it ended before it listed anything.
    NotListed,
}

/// Keys as they are found; only counted once they are too many.
#[derive(Debug, Default)]
struct Keys {
    found: Vec<PhotoKey>,
    photos: usize,
    bytes: usize,
}

impl Keys {
    fn add(&mut self, key: PhotoKey) {
        self.photos += 1;
        // As JSON: quotes, a comma, and what must be escaped.
        self.bytes += serde_json::to_string(&key).map_or(key.as_str().len(), |json| json.len()) + 1;
        if self.bytes <= MAX_KEY_BYTES {
            self.found.push(key);
        } else {
            self.found = Vec::new();
        }
    }

    fn done(self) -> Unfinished {
        match self.photos {
            0 => Unfinished::Nothing,
            photos if self.bytes > MAX_KEY_BYTES => Unfinished::TooMany(photos),
            _ => Unfinished::Photos(self.found),
        }
    }
}

impl Unfinished {
    /// The input of the execution that does it, made from that of the first: the same lane, thresholds and dry run.
    pub(super) fn input(self, first: &str) -> (String, ReplayOver) {
        let read = serde_json::from_str::<Value>(first).ok();
        let start = read.and_then(|input| StartInput::read(&input).ok()).unwrap_or_default();
        let (start, over) = match self {
            Self::NotListed => return (first.to_owned(), ReplayOver::SameInput),
            Self::Nothing => (StartInput { keys: Some(Vec::new()), ..start }, ReplayOver::Keys { photos: 0 }),
            Self::Photos(keys) => {
                let over = ReplayOver::Keys { photos: keys.len() };
                // Keys are whole: a folder would only ask again whether they are in it.
                (StartInput { keys: Some(keys), folder: None, ..start }, over)
            }
            Self::TooMany(photos) => {
                (StartInput { keys: None, ..start }, ReplayOver::AllThatWaits { photos })
            }
        };
        (serde_json::to_string(&start).expect("an input is JSON"), over)
    }
}

impl Site {
    pub(super) async fn unfinished(&self, execution: &ExecutionName) -> Result<Unfinished, OperateError> {
        let Some(records) = self.records(execution).await? else { return Ok(Unfinished::NotListed) };
        let mut keys = Keys::default();
        if records.has_report() {
            self.add_failed(records, &mut keys).await?;
        } else {
            self.add_waiting(records, &mut keys).await?;
            self.add_claimed(execution, &mut keys).await?;
        }
        Ok(keys.done())
    }

    /// What the report calls failed, or leaves without an outcome.
    async fn add_failed(&self, mut records: Records, keys: &mut Keys) -> Result<(), OperateError> {
        while let Some(entry) = records.next(self).await? {
            let is_settled = matches!(&entry.reported,
                Some(ReportedPhoto::Accounted(outcome)) if outcome.outcome != OutcomeKind::Failed);
            if !is_settled {
                self.add(&entry.line.key, keys).await?;
            }
        }
        Ok(())
    }

    /// Without a report: what the manifest lists and what still lies where it was. Both come in the order of their keys,
    /// the leftovers of other executions first.
    async fn add_waiting(&self, mut records: Records, keys: &mut Keys) -> Result<(), OperateError> {
        let mut waiting = Waiting::new(self);
        while let Some(entry) = records.next(self).await? {
            let line = entry.line;
            let waits = matches!(self.folders.locate(&line.key), Some((Folder::Waiting, _)));
            let is_there = if waits {
                waiting.has(&line.key, &line.etag).await?
            } else {
                let head = self.bucket.head(&line.key).await.map_err(self.bucket_failed())?;
                head.is_some_and(|head| head.etag == line.etag)
            };
            if is_there {
                self.add(&line.key, keys).await?;
            }
        }
        Ok(())
    }

    /// What the execution had claimed and not settled.
    async fn add_claimed(&self, execution: &ExecutionName, keys: &mut Keys) -> Result<(), OperateError> {
        let mut next = None;
        loop {
            let page = self.bucket.page(self.folders.prefix(Folder::InWork), next).await;
            let page = page.map_err(self.bucket_failed())?;
            for key in page.photos.iter().filter_map(|photo| photo.key.parse::<PhotoKey>().ok()) {
                let head = self.bucket.head(&key).await.map_err(self.bucket_failed())?;
                let marks = head.map(|head| head.marks).unwrap_or_default();
                if marks.get(Mark::Execution) == Some(execution.as_str()) {
                    keys.add(self.origin(&key, marks.get(Mark::From)));
                }
            }
            match page.next {
                Some(token) => next = Some(token),
                None => return Ok(()),
            }
        }
    }

    /// Adds a photo by the key under which it waited: keys of other folders cannot be asked for.
    async fn add(&self, listed: &PhotoKey, keys: &mut Keys) -> Result<(), OperateError> {
        if matches!(self.folders.locate(listed), Some((Folder::Waiting, _))) {
            keys.add(listed.clone());
            return Ok(());
        }
        let head = self.bucket.head(listed).await.map_err(self.bucket_failed())?;
        let marks = head.map(|head| head.marks).unwrap_or_default();
        keys.add(self.origin(listed, marks.get(Mark::From)));
        Ok(())
    }

    fn origin(&self, listed: &PhotoKey, from: Option<&str>) -> PhotoKey {
        // A name of the in-work folder that is too long for the waiting one cannot have come from there.
        origin(&self.folders, listed, from).unwrap_or_else(|_| listed.clone())
    }
}

/// The waiting folder, walked through once beside a manifest.
struct Waiting<'s> {
    site: &'s Site,
    page: std::collections::VecDeque<ListedPhoto>,
    next: Option<String>,
    is_last: bool,
}

impl<'s> Waiting<'s> {
    fn new(site: &'s Site) -> Self {
        Self { site, page: std::collections::VecDeque::new(), next: None, is_last: false }
    }

    /// Whether this content lies under this key; asked for keys in ascending order.
    async fn has(&mut self, key: &PhotoKey, etag: &str) -> Result<bool, OperateError> {
        loop {
            while let Some(photo) = self.page.front() {
                match photo.key.as_str().cmp(key.as_str()) {
                    std::cmp::Ordering::Less => self.page.pop_front(),
                    std::cmp::Ordering::Equal => return Ok(photo.etag == etag),
                    std::cmp::Ordering::Greater => return Ok(false),
                };
            }
            if self.is_last {
                return Ok(false);
            }
            let prefix = self.site.folders.prefix(Folder::Waiting);
            let page = self.site.bucket.page(prefix, self.next.take()).await;
            let page = page.map_err(self.site.bucket_failed())?;
            self.page = page.photos.into();
            self.is_last = page.next.is_none();
            self.next = page.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: usize) -> Unfinished {
        let mut keys = Keys::default();
        (0..count)
            .for_each(|index| keys.add(format!("sin procesar/línea 4/{index:05}.jpg").parse().unwrap()));
        keys.done()
    }

    #[test]
    fn a_new_execution_keeps_lane_thresholds_and_dry_run_of_the_first() {
        let first = r#"{"lane": "batch", "dryRun": true, "keepAbove": 0.9, "folder": "línea 4"}"#;
        let (input, over) = keys(1).input(first);
        assert_eq!(over, ReplayOver::Keys { photos: 1 });
        let read: Value = serde_json::from_str(&input).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"keys": ["sin procesar/línea 4/00000.jpg"], "lane": "batch", "dryRun": true, "keepAbove": 0.9})
        );
        assert!(StartInput::read(&read).is_ok(), "the first step takes it");
    }

    #[test]
    fn keys_that_no_input_holds_are_not_named() {
        let Unfinished::Photos(some) = keys(5_000) else { panic!("200 KiB hold 5,000 keys") };
        assert_eq!(some.len(), 5_000);
        let (input, over) = keys(50_000).input(r#"{"folder": "línea 4"}"#);
        assert_eq!(over, ReplayOver::AllThatWaits { photos: 50_000 });
        assert_eq!(serde_json::from_str::<Value>(&input).unwrap()["folder"], "línea 4");
    }

    #[test]
    fn what_listed_nothing_is_started_with_its_own_input() {
        assert_eq!(Unfinished::NotListed.input("[1]"), ("[1]".to_owned(), ReplayOver::SameInput));
    }
}
