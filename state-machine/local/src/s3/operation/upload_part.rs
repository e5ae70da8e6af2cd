use std::sync::Arc;

use s3s::dto::{
    CopyPartResult, ETag, Range, UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::copy_object::copy_source;
use super::object_answer::timestamp;
use crate::s3::blocking::blocking;
use crate::s3::condition::ReadCondition;
use crate::s3::content::Checksums;
use crate::s3::copy::CopyFrom;
use crate::s3::multipart::{Part, UploadName};
use crate::s3::receive::{Expected, receive};
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// S3's limit for the parts of an upload.
const MAX_PART_NUMBER: i32 = 10_000;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>
pub(crate) async fn upload_part(
    store: &Arc<Store>,
    mut request: S3Request<UploadPartInput>,
) -> S3Result<S3Response<UploadPartOutput>> {
    let number = part_number(request.input.part_number)?;
    let mut expected = expected(&request)?;
    let body = request.input.body.take();
    let input = request.input;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let named = name.clone();
    let upload = blocking(store, move |store| store.upload(&named)).await?;
    expected.wanted.extend(upload.algorithm);
    let received = receive(store, body, expected, request.trailing_headers).await?;
    let part = blocking(store, move |store| {
        store.put_part(&name, number, (&received.staged, received.digests, received.size))
    })
    .await?;
    let sums = part.checksums;
    Ok(S3Response::new(UploadPartOutput {
        e_tag: Some(ETag::Strong(part.md5)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        ..UploadPartOutput::default()
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>
pub(crate) async fn upload_part_copy(
    store: &Arc<Store>,
    request: S3Request<UploadPartCopyInput>,
) -> S3Result<S3Response<UploadPartCopyOutput>> {
    let input = request.input;
    let number = part_number(input.part_number)?;
    let (from_bucket, from_key) = copy_source(&input.copy_source)?;
    let range = input.copy_source_range.as_deref().map(copied_range).transpose()?;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let read = ReadCondition {
        matches: input.copy_source_if_match,
        none_match: input.copy_source_if_none_match,
        modified_since: input.copy_source_if_modified_since,
        unmodified_since: input.copy_source_if_unmodified_since,
    };
    let part = blocking(store, move |store| {
        let upload = store.upload(&name)?;
        let bucket = store.bucket(&from_bucket)?;
        let from = CopyFrom { bucket: &bucket, key: &from_key, condition: &read };
        let (staged, digests, size) =
            store.stage_range(&from, range.as_ref(), upload.algorithm.as_deref())?;
        store.put_part(&name, number, (&staged, digests, size))
    })
    .await?;
    Ok(S3Response::new(UploadPartCopyOutput {
        copy_part_result: Some(copied(part)),
        ..UploadPartCopyOutput::default()
    }))
}

fn copied(part: Part) -> CopyPartResult {
    let sums = part.checksums;
    CopyPartResult {
        e_tag: Some(ETag::Strong(part.md5)),
        last_modified: Some(timestamp(part.last_modified)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
    }
}

fn expected(request: &S3Request<UploadPartInput>) -> Result<Expected, StoreError> {
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

fn part_number(number: i32) -> S3Result<i32> {
    if (1..=MAX_PART_NUMBER).contains(&number) {
        return Ok(number);
    }
    let text = format!("part number is {number}, 1 to {MAX_PART_NUMBER} are allowed");
    Err(S3Error::with_message(S3ErrorCode::InvalidArgument, text))
}

/// Unlike a GET's, this range has both ends.
fn copied_range(header: &str) -> S3Result<Range> {
    if let Ok(range @ Range::Int { last: Some(_), .. }) = Range::parse(header) {
        return Ok(range);
    }
    let text = format!("x-amz-copy-source-range is {header}, bytes=first-last is allowed");
    Err(S3Error::with_message(S3ErrorCode::InvalidArgument, text))
}
