use std::collections::VecDeque;

use apoyo_bucket::{ReadRecord, RecordBytes};
use apoyo_photo::step::Totals;
use apoyo_photo::{ExecutionName, Outcome, PhotoKey, Thresholds};
use serde::Deserialize;

use crate::ReportError;
use crate::array_elements::ArrayElements;
use crate::json::HEAD;

/// `report.json` of an execution, photo by photo and its totals last; one photo is held at a time.
#[derive(Debug)]
pub struct ReportReader {
    key: String,
    bytes: RecordBytes,
    elements: ArrayElements,
    /// What has come before the list of photos, until it begins.
    head: Vec<u8>,
    photos: VecDeque<Vec<u8>>,
    /// What comes after the list of photos.
    tail: Vec<u8>,
}

/// What a report says of one line of the manifest.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportedPhoto {
    /// It has exactly one outcome.
    Accounted(Outcome),
    /// It has none, or several.
    Unaccounted {
        /// The key in the manifest.
        key: PhotoKey,
        /// Size in bytes.
        size: u64,
        /// How many outcomes it has.
        outcomes: u32,
    },
}

/// What a report says of the whole execution.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSummary {
    /// The execution.
    pub execution: ExecutionName,
    /// When it started, RFC 3339.
    pub started: String,
    /// When it was reported, RFC 3339.
    pub finished: String,
    /// Sum of the photos' sizes, in bytes.
    pub bytes: u64,
    /// Whether nothing was moved.
    pub dry_run: bool,
    /// Name and version of the model.
    pub model: String,
    /// The thresholds that scores were compared with.
    pub thresholds: Thresholds,
    /// The terms of the equation.
    pub totals: Totals,
}

#[derive(Deserialize)]
struct Kind {
    outcome: String,
}

#[derive(Deserialize)]
struct Unaccounted {
    key: PhotoKey,
    size: u64,
    outcomes: u32,
}

impl ReportReader {
    /// Opens the report under a key; `None` where there is none.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    pub async fn open(bucket: &impl ReadRecord, key: &str) -> Result<Option<Self>, ReportError> {
        let Some(bytes) = bucket.open_record(key).await? else { return Ok(None) };
        Ok(Some(Self {
            key: key.to_owned(),
            bytes,
            elements: ArrayElements::default(),
            head: Vec::new(),
            photos: VecDeque::new(),
            tail: Vec::new(),
        }))
    }

    /// The next photo, in the order of the manifest; `None` after the last.
    ///
    /// # Errors
    /// When the connection breaks, or the record is no report or is cut short.
    pub async fn next(&mut self) -> Result<Option<ReportedPhoto>, ReportError> {
        loop {
            if let Some(text) = self.photos.pop_front() {
                return Ok(Some(self.photo(&text)?));
            }
            if self.elements.is_ended() {
                return Ok(None);
            }
            match self.bytes.next().await? {
                Some(piece) => self.take(&piece)?,
                None => return Err(self.incomplete("it is cut short")),
            }
        }
    }

    /// Passes over the photos that were not asked for, and reads what is said of all of them.
    ///
    /// # Errors
    /// As [`ReportReader::next`].
    pub async fn summary(mut self) -> Result<ReportSummary, ReportError> {
        while self.next().await?.is_some() {}
        while let Some(piece) = self.bytes.next().await? {
            self.tail.extend_from_slice(&piece);
        }
        let fields = self.tail.trim_ascii_start();
        let fields = fields.strip_prefix(b",").ok_or_else(|| self.incomplete("it has no totals"))?;
        let object = [b"{", fields].concat();
        serde_json::from_slice(&object).map_err(|source| self.unreadable(source))
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), ReportError> {
        let opening = HEAD.len() - 1;
        let missing = opening.saturating_sub(self.head.len()).min(piece.len());
        let (head, list) = piece.split_at(missing);
        self.head.extend_from_slice(head);
        if !HEAD.as_bytes().starts_with(&self.head) {
            return Err(self.incomplete("it is no report"));
        }
        let mut rest = list;
        while let [byte, after @ ..] = rest {
            if self.elements.is_ended() {
                self.tail.extend_from_slice(rest);
                break;
            }
            self.photos.extend(self.elements.feed_byte(*byte));
            rest = after;
        }
        Ok(())
    }

    fn photo(&self, text: &[u8]) -> Result<ReportedPhoto, ReportError> {
        let read = |source| self.unreadable(source);
        let kind: Kind = serde_json::from_slice(text).map_err(read)?;
        if kind.outcome == "unaccounted" {
            let Unaccounted { key, size, outcomes } = serde_json::from_slice(text).map_err(read)?;
            return Ok(ReportedPhoto::Unaccounted { key, size, outcomes });
        }
        Ok(ReportedPhoto::Accounted(serde_json::from_slice(text).map_err(read)?))
    }

    fn unreadable(&self, source: serde_json::Error) -> ReportError {
        ReportError::Results { key: self.key.clone(), source }
    }

    fn incomplete(&self, found: &'static str) -> ReportError {
        ReportError::Incomplete { key: self.key.clone(), found }
    }
}

impl ReportedPhoto {
    /// The key in the manifest.
    pub fn key(&self) -> &PhotoKey {
        match self {
            Self::Accounted(outcome) => &outcome.key,
            Self::Unaccounted { key, .. } => key,
        }
    }
}
