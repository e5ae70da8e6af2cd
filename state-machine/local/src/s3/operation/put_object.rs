use std::sync::Arc;

use s3s::dto::{ETag, PutObjectInput, PutObjectOutput};
use s3s::{S3Request, S3Response, S3Result};

use super::object_answer::{checked_metadata, parse_tags};
use crate::s3::attributes::{Attributes, stored_encoding};
use crate::s3::blocking::blocking;
use crate::s3::condition::WriteCondition;
use crate::s3::content::{Checksums, Content};
use crate::s3::created::CreatedBy;
use crate::s3::index::KeyRow;
use crate::s3::place::Target;
use crate::s3::receive::{Expected, receive};
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
pub(crate) async fn put_object(
    store: &Arc<Store>,
    mut request: S3Request<PutObjectInput>,
) -> S3Result<S3Response<PutObjectOutput>> {
    let condition =
        WriteCondition::new(request.input.if_match.as_ref(), request.input.if_none_match.as_ref())?;
    let expected = expected(&request)?;
    let attributes = attributes(&mut request.input)?;
    let (bucket, key) = (request.input.bucket, request.input.key);
    let early = (bucket.clone(), key.clone(), condition.clone());
    // Before the body: a condition that fails now would cost the whole upload otherwise.
    blocking(store, move |store| {
        let (bucket, key, condition) = early;
        let bucket = store.bucket(&bucket)?;
        Target { bucket: &bucket, key: &key, condition: &condition }.check(store)
    })
    .await?;
    let received = receive(store, request.input.body, expected, request.trailing_headers).await?;
    let content =
        Content { etag: hex::encode(received.digests.md5), checksums: received.digests.checksums.clone() };
    let output = answer(&content, received.size);
    blocking(store, move |store| {
        let bucket = store.bucket(&bucket)?;
        let row = KeyRow { last_modified: store.clock.now(), attributes };
        let target = Target { bucket: &bucket, key: &key, condition: &condition };
        store.place(&target, &received.staged, (&content, &row), Some(CreatedBy::Put))
    })
    .await?;
    Ok(S3Response::new(output))
}

fn expected(request: &S3Request<PutObjectInput>) -> Result<Expected, StoreError> {
    let input = &request.input;
    let checksums = Checksums {
        crc32: input.checksum_crc32.clone(),
        crc32c: input.checksum_crc32c.clone(),
        crc64nvme: input.checksum_crc64nvme.clone(),
        sha1: input.checksum_sha1.clone(),
        sha256: input.checksum_sha256.clone(),
    };
    let length = input.content_length.and_then(|length| u64::try_from(length).ok());
    let mut expected = Expected { length, md5: input.content_md5.clone(), checksums, wanted: Vec::new() };
    expected
        .want(input.checksum_algorithm.as_ref().map(s3s::dto::ChecksumAlgorithm::as_str), &request.headers)?;
    Ok(expected)
}

fn attributes(input: &mut PutObjectInput) -> S3Result<Attributes> {
    Ok(Attributes {
        content_type: input.content_type.take(),
        cache_control: input.cache_control.take(),
        content_disposition: input.content_disposition.take(),
        content_encoding: stored_encoding(input.content_encoding.take()),
        content_language: input.content_language.take(),
        expires: input.expires.take(),
        website_redirect_location: input.website_redirect_location.take(),
        metadata: checked_metadata(input.metadata.take())?,
        tags: parse_tags(input.tagging.as_deref())?,
    })
}

fn answer(content: &Content, size: u64) -> PutObjectOutput {
    let sums = content.checksums.clone();
    PutObjectOutput {
        e_tag: Some(ETag::Strong(content.etag.clone())),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        checksum_type: Some(s3s::dto::ChecksumType::from_static(s3s::dto::ChecksumType::FULL_OBJECT)),
        size: i64::try_from(size).ok(),
        ..PutObjectOutput::default()
    }
}
