use std::sync::Arc;

use s3s::dto::{
    ChecksumType, CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart, ETag,
};
use s3s::{S3Request, S3Response, S3Result};

use crate::s3::blocking::blocking;
use crate::s3::condition::WriteCondition;
use crate::s3::content::Checksums;
use crate::s3::multipart::{Completion, NamedPart, UploadName};
use crate::s3::store::Store;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
pub(crate) async fn complete_multipart_upload(
    store: &Arc<Store>,
    request: S3Request<CompleteMultipartUploadInput>,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let input = request.input;
    let parts = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    let asked = Completion {
        parts: parts.into_iter().map(named_part).collect(),
        checksums: Checksums {
            crc32: input.checksum_crc32,
            crc32c: input.checksum_crc32c,
            crc64nvme: input.checksum_crc64nvme,
            sha1: input.checksum_sha1,
            sha256: input.checksum_sha256,
        },
        size: input.mpu_object_size.and_then(|size| u64::try_from(size).ok()),
        condition: WriteCondition::new(input.if_match.as_ref(), input.if_none_match.as_ref())?,
    };
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let named = name.clone();
    let content = blocking(store, move |store| store.complete_upload(&named, &asked)).await?;
    let sums = content.checksums;
    Ok(S3Response::new(CompleteMultipartUploadOutput {
        location: Some(format!("/{}/{}", name.bucket, name.key)),
        bucket: Some(name.bucket),
        key: Some(name.key),
        e_tag: Some(ETag::Strong(content.etag)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        checksum_type: Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
        ..CompleteMultipartUploadOutput::default()
    }))
}

fn named_part(part: CompletedPart) -> NamedPart {
    NamedPart {
        number: part.part_number.unwrap_or_default(),
        etag: part.e_tag.map(ETag::into_value),
        checksums: Checksums {
            crc32: part.checksum_crc32,
            crc32c: part.checksum_crc32c,
            crc64nvme: part.checksum_crc64nvme,
            sha1: part.checksum_sha1,
            sha256: part.checksum_sha256,
        },
    }
}
