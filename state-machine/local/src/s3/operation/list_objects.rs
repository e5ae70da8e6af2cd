use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    CommonPrefix, ETag, EncodingType, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input,
    ListObjectsV2Output, Object, ObjectStorageClass, Owner,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::object_answer::timestamp;
use crate::s3::blocking::blocking;
use crate::s3::listing::{ListedObject, Page, PageRequest, PageStart};
use crate::s3::store::Store;

/// S3's limit for a page; more may be asked for and is not given.
const MAX_KEYS: i32 = 1_000;
/// What `encoding-type=url` leaves as it is.
const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'*');

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
pub(crate) async fn list_objects_v2(
    store: &Arc<Store>,
    request: S3Request<ListObjectsV2Input>,
) -> S3Result<S3Response<ListObjectsV2Output>> {
    let input = request.input;
    let start = match (&input.continuation_token, &input.start_after) {
        (Some(token), _) => PageStart::from_token(token).ok_or_else(|| {
            S3Error::with_message(
                S3ErrorCode::InvalidArgument,
                "the continuation token provided is incorrect",
            )
        })?,
        (None, Some(key)) => PageStart::AfterKey(key.clone()),
        (None, None) => PageStart::First,
    };
    let max_keys = max_keys(input.max_keys)?;
    let page = page(store, &input.bucket, (&input.prefix, &input.delimiter), (start, max_keys)).await?;
    let spell = Spelling::new(input.encoding_type.as_ref())?;
    let owner = input.fetch_owner.unwrap_or_default().then(owner);
    let count = i32::try_from(page.objects.len() + page.common_prefixes.len()).ok();
    Ok(S3Response::new(ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(spell.text(input.prefix.unwrap_or_default())),
        max_keys: Some(max_keys),
        key_count: count,
        continuation_token: input.continuation_token,
        is_truncated: Some(page.next.is_some()),
        next_continuation_token: page.next.as_ref().and_then(PageStart::token),
        contents: Some(page.objects.into_iter().map(|object| spell.object(object, owner.as_ref())).collect()),
        common_prefixes: Some(spell.prefixes(page.common_prefixes)),
        delimiter: input.delimiter.map(|delimiter| spell.text(delimiter)),
        encoding_type: input.encoding_type,
        start_after: input.start_after.map(|key| spell.text(key)),
        ..ListObjectsV2Output::default()
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>
pub(crate) async fn list_objects(
    store: &Arc<Store>,
    request: S3Request<ListObjectsInput>,
) -> S3Result<S3Response<ListObjectsOutput>> {
    let input = request.input;
    let delimiter = input.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
    let start = match input.marker.clone().filter(|marker| !marker.is_empty()) {
        None => PageStart::First,
        // The marker that the page before gave: all keys behind that common prefix are listed.
        Some(marker) if delimiter.is_some_and(|end| marker.ends_with(end)) => PageStart::AfterPrefix(marker),
        Some(marker) => PageStart::AfterKey(marker),
    };
    let max_keys = max_keys(input.max_keys)?;
    let page = page(store, &input.bucket, (&input.prefix, &input.delimiter), (start, max_keys)).await?;
    let spell = Spelling::new(input.encoding_type.as_ref())?;
    let owner = owner();
    let next_marker = page.next.as_ref().and_then(|next| match next {
        PageStart::First => None,
        PageStart::AfterKey(text) | PageStart::AfterPrefix(text) => Some(spell.text(text.clone())),
    });
    Ok(S3Response::new(ListObjectsOutput {
        name: Some(input.bucket),
        prefix: Some(spell.text(input.prefix.unwrap_or_default())),
        marker: Some(spell.text(input.marker.unwrap_or_default())),
        max_keys: Some(max_keys),
        is_truncated: Some(page.next.is_some()),
        next_marker: next_marker.filter(|_| delimiter.is_some()),
        contents: Some(page.objects.into_iter().map(|object| spell.object(object, Some(&owner))).collect()),
        common_prefixes: Some(spell.prefixes(page.common_prefixes)),
        delimiter: delimiter.map(|delimiter| spell.text(delimiter.to_owned())),
        encoding_type: input.encoding_type,
        ..ListObjectsOutput::default()
    }))
}

async fn page(
    store: &Arc<Store>,
    bucket: &str,
    (prefix, delimiter): (&Option<String>, &Option<String>),
    (start, max_keys): (PageStart, i32),
) -> S3Result<Page> {
    let request = PageRequest {
        prefix: prefix.clone().unwrap_or_default(),
        delimiter: delimiter.clone().filter(|delimiter| !delimiter.is_empty()),
        start,
        max_keys: usize::try_from(max_keys).unwrap_or_default(),
    };
    let bucket = bucket.to_owned();
    blocking(store, move |store| store.list(&*store.bucket(&bucket)?, &request)).await
}

fn max_keys(asked: Option<i32>) -> S3Result<i32> {
    match asked {
        None => Ok(MAX_KEYS),
        Some(asked) if asked >= 0 => Ok(asked.min(MAX_KEYS)),
        Some(asked) => {
            let text = format!("max-keys is {asked}, 0 to 2147483647 are allowed");
            Err(S3Error::with_message(S3ErrorCode::InvalidArgument, text))
        }
    }
}

/// Text as the client wants it.
pub(crate) fn url_encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// How keys are written in the answer.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Plain,
    Url,
}

impl Spelling {
    fn new(encoding: Option<&EncodingType>) -> S3Result<Self> {
        match encoding.map(EncodingType::as_str) {
            None | Some("") => Ok(Self::Plain),
            Some("url") => Ok(Self::Url),
            Some(other) => {
                let text = format!("encoding-type is {other}, only url is allowed");
                Err(S3Error::with_message(S3ErrorCode::InvalidArgument, text))
            }
        }
    }

    fn text(self, text: String) -> String {
        match self {
            Self::Plain => text,
            Self::Url => url_encoded(&text),
        }
    }

    fn prefixes(self, prefixes: Vec<String>) -> Vec<CommonPrefix> {
        prefixes.into_iter().map(|prefix| CommonPrefix { prefix: Some(self.text(prefix)) }).collect()
    }

    fn object(self, object: ListedObject, owner: Option<&Owner>) -> Object {
        Object {
            key: Some(self.text(object.key)),
            size: i64::try_from(object.size).ok(),
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(timestamp(object.last_modified)),
            storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
            owner: owner.cloned(),
            ..Object::default()
        }
    }
}

fn owner() -> Owner {
    Owner { display_name: Some("apoyo".to_owned()), id: Some("apoyo".to_owned()) }
}
