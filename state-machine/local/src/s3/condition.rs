//! The conditions of S3 requests: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use s3s::S3ErrorCode;
use s3s::dto::{ETag, ETagCondition, Timestamp};

use super::store_error::StoreError;

/// What must hold at the destination for a write or a delete to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WriteCondition {
    Always,
    /// `If-None-Match: *`
    Absent,
    /// `If-Match: *`
    Present,
    /// `If-Match: "etag"`, without quotes
    Matches(String),
}

impl WriteCondition {
    /// From the two headers as s3s read them.
    pub(crate) fn new(
        if_match: Option<&ETagCondition>,
        if_none_match: Option<&ETagCondition>,
    ) -> Result<Self, StoreError> {
        match (if_match, if_none_match) {
            (None, None) => Ok(Self::Always),
            (Some(ETagCondition::Any), None) => Ok(Self::Present),
            (Some(ETagCondition::ETag(etag)), None) => Ok(Self::Matches(etag.value().to_owned())),
            (None, Some(ETagCondition::Any)) => Ok(Self::Absent),
            (None, Some(ETagCondition::ETag(_))) => Err(not_implemented("If-None-Match takes * here")),
            (Some(_), Some(_)) => Err(not_implemented("If-Match and If-None-Match exclude each other")),
        }
    }

    /// From the request's own headers: s3s 0.14.1 does not hand these two through for `CopyObject`.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Self, StoreError> {
        let condition = |name: http::HeaderName| {
            let Some(value) = headers.get(&name) else { return Ok(None) };
            let parsed = ETagCondition::parse_http_header(value.as_bytes());
            parsed.map(Some).map_err(|_| {
                let text = format!("{name} is {value:?}, an ETag in quotes or * is allowed");
                StoreError::refused(S3ErrorCode::InvalidArgument, text)
            })
        };
        let if_match = condition(http::header::IF_MATCH)?;
        let if_none_match = condition(http::header::IF_NONE_MATCH)?;
        Self::new(if_match.as_ref(), if_none_match.as_ref())
    }

    /// Whether the write may go on, given the `ETag` of the object that is there now.
    pub(crate) fn check(&self, key: &str, current: Option<&str>) -> Result<(), StoreError> {
        match (self, current) {
            (Self::Always, _) | (Self::Absent, None) | (Self::Present, Some(_)) => Ok(()),
            (Self::Matches(wanted), Some(etag)) if wanted == etag => Ok(()),
            (Self::Absent, Some(_)) => Err(StoreError::precondition_failed("If-None-Match")),
            (Self::Matches(_), Some(_)) => Err(StoreError::precondition_failed("If-Match")),
            (Self::Present | Self::Matches(_), None) => Err(StoreError::no_such_key(key)),
        }
    }
}

/// What must hold of an object for a read, or of a copy's source.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadCondition {
    /// `If-Match`; the others likewise
    pub(crate) matches: Option<ETagCondition>,
    pub(crate) none_match: Option<ETagCondition>,
    pub(crate) modified_since: Option<Timestamp>,
    pub(crate) unmodified_since: Option<Timestamp>,
}

/// Which condition did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// 412 for reads and copies.
    Failed(&'static str),
    /// 304 for reads, 412 for copies.
    NotModified(&'static str),
}

impl ReadCondition {
    /// RFC 9110's order: an `ETag` condition overrides the date beside it.
    pub(crate) fn check(&self, etag: &str, last_modified: SystemTime) -> Result<(), Unmet> {
        let modified = Timestamp::from(whole_seconds(last_modified));
        let is = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(ETag::Strong(value) | ETag::Weak(value)) => value == etag,
        };
        match (&self.matches, &self.unmodified_since) {
            (Some(condition), _) if !is(condition) => return Err(Unmet::Failed("If-Match")),
            (None, Some(since)) if modified > *since => return Err(Unmet::Failed("If-Unmodified-Since")),
            _ => {}
        }
        match (&self.none_match, &self.modified_since) {
            (Some(condition), _) if is(condition) => Err(Unmet::NotModified("If-None-Match")),
            (None, Some(since)) if modified <= *since => Err(Unmet::NotModified("If-Modified-Since")),
            _ => Ok(()),
        }
    }
}

/// `Last-Modified` has no fractions, so comparisons have none either.
pub(crate) fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

fn not_implemented(message: &str) -> StoreError {
    StoreError::refused(S3ErrorCode::NotImplemented, message)
}
