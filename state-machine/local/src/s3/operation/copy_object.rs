use std::sync::Arc;

use s3s::dto::{
    CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, ETag, MetadataDirective,
    TaggingDirective,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::object_answer::{checked_metadata, parse_tags, timestamp};
use crate::s3::attributes::{Attributes, stored_encoding};
use crate::s3::blocking::blocking;
use crate::s3::condition::{ReadCondition, WriteCondition};
use crate::s3::copy::{CopiedAttributes, CopyFrom, Tags};
use crate::s3::object::Object;
use crate::s3::place::Target;
use crate::s3::store::Store;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
pub(crate) async fn copy_object(
    store: &Arc<Store>,
    request: S3Request<CopyObjectInput>,
) -> S3Result<S3Response<CopyObjectOutput>> {
    let mut input = request.input;
    let condition = WriteCondition::from_headers(&request.headers)?;
    let (from_bucket, from_key) = copy_source(&input.copy_source)?;
    let told = told(&mut input)?;
    if (&from_bucket, &from_key) == (&input.bucket, &input.key)
        && matches!(told, CopiedAttributes::Kept(None))
    {
        let text = "an object can be copied to itself only with other metadata or tags";
        return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, text));
    }
    let wants_sum = input.checksum_algorithm.is_some();
    let read = ReadCondition {
        matches: input.copy_source_if_match,
        none_match: input.copy_source_if_none_match,
        modified_since: input.copy_source_if_modified_since,
        unmodified_since: input.copy_source_if_unmodified_since,
    };
    let (to_bucket, to_key) = (input.bucket, input.key);
    let object = blocking(store, move |store| {
        let (source, bucket) = (store.bucket(&from_bucket)?, store.bucket(&to_bucket)?);
        let from = CopyFrom { bucket: &source, key: &from_key, condition: &read };
        let target = Target { bucket: &bucket, key: &to_key, condition: &condition };
        let object = store.copy(&from, &target, told)?;
        if wants_sum { store.with_crc64nvme(object) } else { Ok(object) }
    })
    .await?;
    Ok(S3Response::new(answer(object)))
}

/// The bucket and key of `x-amz-copy-source`.
pub(crate) fn copy_source(source: &CopySource) -> S3Result<(String, String)> {
    match source {
        CopySource::Bucket { bucket, key, version_id } => match version_id.as_deref() {
            None | Some("null") => Ok((bucket.to_string(), key.to_string())),
            Some(version) => {
                let text = format!("versions are not kept, so there is no version {version}");
                Err(S3Error::with_message(S3ErrorCode::NoSuchVersion, text))
            }
        },
        _ => Err(S3Error::with_message(S3ErrorCode::NotImplemented, "access points are not served here")),
    }
}

fn told(input: &mut CopyObjectInput) -> S3Result<CopiedAttributes> {
    let directive = input.tagging_directive.as_ref().map(TaggingDirective::as_str);
    let replaces_tags = directive == Some(TaggingDirective::REPLACE);
    let tags = parse_tags(input.tagging.as_deref().filter(|_| replaces_tags))?;
    let directive = input.metadata_directive.as_ref().map(MetadataDirective::as_str);
    if directive != Some(MetadataDirective::REPLACE) {
        return Ok(CopiedAttributes::Kept(replaces_tags.then_some(tags)));
    }
    let attributes = Attributes {
        content_type: input.content_type.take(),
        cache_control: input.cache_control.take(),
        content_disposition: input.content_disposition.take(),
        content_encoding: stored_encoding(input.content_encoding.take()),
        content_language: input.content_language.take(),
        expires: input.expires.take(),
        website_redirect_location: input.website_redirect_location.take(),
        metadata: checked_metadata(input.metadata.take())?,
        tags,
    };
    let tags = if replaces_tags { Tags::Replaced } else { Tags::Kept };
    Ok(CopiedAttributes::Replaced { attributes: Box::new(attributes), tags })
}

fn answer(object: Object) -> CopyObjectOutput {
    let sums = object.checksums;
    let result = CopyObjectResult {
        e_tag: Some(ETag::Strong(object.etag)),
        last_modified: Some(timestamp(object.last_modified)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        ..CopyObjectResult::default()
    };
    CopyObjectOutput { copy_object_result: Some(result), ..CopyObjectOutput::default() }
}
