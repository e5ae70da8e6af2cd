//! What several answers say in the same words.

use std::collections::BTreeMap;
use std::time::SystemTime;

use s3s::dto::{Metadata, Timestamp};
use s3s::{S3Error, S3ErrorCode, S3Result};

use crate::s3::condition::whole_seconds;

/// S3's limit for user metadata: names and values together.
const METADATA_BYTES: usize = 2 << 10;
/// S3's limit for an object's tags.
const TAGS: usize = 10;

/// `Last-Modified` as S3 gives it.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::from(whole_seconds(time))
}

/// User metadata within S3's limit.
pub(crate) fn checked_metadata(metadata: Option<Metadata>) -> S3Result<BTreeMap<String, String>> {
    let metadata: BTreeMap<String, String> = metadata.unwrap_or_default().into_iter().collect();
    let bytes: usize = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > METADATA_BYTES {
        let text = format!("user metadata has {bytes} bytes, at most {METADATA_BYTES} are allowed");
        return Err(S3Error::with_message(S3ErrorCode::MetadataTooLarge, text));
    }
    Ok(metadata)
}

/// The tags of an `x-amz-tagging` header: `a=b&c=d`, URL-encoded.
pub(crate) fn parse_tags(header: Option<&str>) -> S3Result<BTreeMap<String, String>> {
    let Some(header) = header.filter(|header| !header.is_empty()) else { return Ok(BTreeMap::new()) };
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8().map(std::borrow::Cow::into_owned)
    };
    let mut tags = BTreeMap::new();
    for pair in header.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Ok(name), Ok(value)) = (decode(name), decode(value)) else {
            let text = format!("tags are not URL-encoded UTF-8: {pair}");
            return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, text));
        };
        tags.insert(name, value);
    }
    checked_tags(tags)
}

/// Tags within S3's limit.
pub(crate) fn checked_tags(tags: BTreeMap<String, String>) -> S3Result<BTreeMap<String, String>> {
    if tags.len() > TAGS || tags.keys().any(String::is_empty) {
        let text = format!("an object has {TAGS} tags at most, each with a name; there are {}", tags.len());
        return Err(S3Error::with_message(S3ErrorCode::InvalidTag, text));
    }
    Ok(tags)
}
