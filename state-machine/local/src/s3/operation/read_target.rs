use std::ops::Range;

use http::HeaderMap;
use s3s::S3ErrorCode;
use s3s::dto::{ChecksumMode, GetObjectInput, HeadObjectInput};

use crate::s3::condition::{ReadCondition, Unmet};
use crate::s3::object::Object;
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// What GET and HEAD have in common: which bytes of which object, and when.
#[derive(Debug)]
pub(crate) struct ReadTarget {
    bucket: String,
    key: String,
    condition: ReadCondition,
    range: Option<s3s::dto::Range>,
    checksums: Wish,
    /// Any version but `null`, or a part but the first, is not there.
    missing: Option<StoreError>,
}

/// Whether the client asked for checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Asked,
    NotAsked,
}

macro_rules! read_target {
    ($input:expr) => {
        ReadTarget {
            missing: missing($input.version_id.as_deref(), $input.part_number),
            bucket: $input.bucket,
            key: $input.key,
            condition: ReadCondition {
                matches: $input.if_match,
                none_match: $input.if_none_match,
                modified_since: $input.if_modified_since,
                unmodified_since: $input.if_unmodified_since,
            },
            range: $input.range,
            checksums: wish($input.checksum_mode.as_ref()),
        }
    };
}

impl From<GetObjectInput> for ReadTarget {
    fn from(input: GetObjectInput) -> Self {
        read_target!(input)
    }
}

impl From<HeadObjectInput> for ReadTarget {
    fn from(input: HeadObjectInput) -> Self {
        read_target!(input)
    }
}

/// The object and the part of it to send.
#[derive(Debug)]
pub(crate) struct ReadObject {
    pub(crate) object: Object,
    pub(crate) bytes: Range<u64>,
    /// `Content-Range`, for a part.
    pub(crate) content_range: Option<String>,
}

impl ReadTarget {
    /// Finds the object, checks the conditions, works out the range.
    pub(crate) fn resolve(&self, store: &Store) -> Result<ReadObject, StoreError> {
        let bucket = store.bucket(&self.bucket)?;
        if let Some(StoreError::Refused { code, message }) = &self.missing {
            return Err(StoreError::refused(code.clone(), message.clone()));
        }
        let object = store.object(&bucket, &self.key)?;
        self.condition.check(&object.etag, object.last_modified).map_err(|unmet| match unmet {
            Unmet::Failed(name) => StoreError::precondition_failed(name),
            Unmet::NotModified(name) => StoreError::refused(S3ErrorCode::NotModified, name),
        })?;
        let size = object.identity.size;
        let (bytes, content_range) = match self.range {
            None => (0..size, None),
            Some(range) => {
                let bytes = range.check(size).map_err(|_| {
                    StoreError::refused(S3ErrorCode::InvalidRange, format!("the object has {size} bytes"))
                })?;
                let header = format!("bytes {}-{}/{size}", bytes.start, bytes.end.saturating_sub(1));
                (bytes, Some(header))
            }
        };
        // As in S3, a checksum is of the whole object, so a part is sent without.
        let whole = bytes == (0..size);
        let mut object =
            if self.checksums == Wish::Asked && whole { store.with_crc64nvme(object)? } else { object };
        if self.checksums == Wish::NotAsked || !whole {
            object.checksums = crate::s3::content::Checksums::default();
        }
        Ok(ReadObject { object, bytes, content_range })
    }
}

/// The headers that go with a 304.
pub(crate) fn not_modified_headers(headers: &HeaderMap) -> HeaderMap {
    let etag = headers.get(http::header::IF_NONE_MATCH).filter(|value| value.as_bytes() != b"*");
    etag.map(|value| (http::header::ETAG, value.clone())).into_iter().collect()
}

fn wish(mode: Option<&ChecksumMode>) -> Wish {
    let asked = mode.is_some_and(|mode| mode.as_str().eq_ignore_ascii_case(ChecksumMode::ENABLED));
    if asked { Wish::Asked } else { Wish::NotAsked }
}

fn missing(version: Option<&str>, part: Option<i32>) -> Option<StoreError> {
    match (version, part) {
        (Some(version), _) if version != "null" => {
            let text = format!("versions are not kept, so there is no version {version}");
            Some(StoreError::refused(S3ErrorCode::NoSuchVersion, text))
        }
        (_, Some(part)) if part != 1 => {
            let text = format!("an object is one part here, so there is no part {part}");
            Some(StoreError::refused(S3ErrorCode::InvalidRange, text))
        }
        _ => None,
    }
}
