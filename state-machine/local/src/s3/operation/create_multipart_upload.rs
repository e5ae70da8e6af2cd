use std::sync::Arc;
use std::time::SystemTime;

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, ChecksumAlgorithm, ChecksumType,
    CreateMultipartUploadInput, CreateMultipartUploadOutput,
};
use s3s::{S3Request, S3Response, S3Result};

use super::object_answer::{checked_metadata, parse_tags};
use crate::s3::attributes::{Attributes, stored_encoding};
use crate::s3::blocking::blocking;
use crate::s3::multipart::{Upload, UploadName};
use crate::s3::store::Store;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>
pub(crate) async fn create_multipart_upload(
    store: &Arc<Store>,
    request: S3Request<CreateMultipartUploadInput>,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let input = request.input;
    let attributes = Attributes {
        content_type: input.content_type,
        cache_control: input.cache_control,
        content_disposition: input.content_disposition,
        content_encoding: stored_encoding(input.content_encoding),
        content_language: input.content_language,
        expires: input.expires,
        website_redirect_location: input.website_redirect_location,
        metadata: checked_metadata(input.metadata)?,
        tags: parse_tags(input.tagging.as_deref())?,
    };
    let upload = Upload {
        id: String::new(),
        bucket: input.bucket,
        key: input.key,
        initiated: SystemTime::UNIX_EPOCH,
        attributes,
        algorithm: input.checksum_algorithm.map(|name| name.as_str().to_owned()),
        checksum_type: input.checksum_type.map(|name| name.as_str().to_owned()),
    };
    let upload = blocking(store, move |store| store.create_upload(upload)).await?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(upload.bucket),
        key: Some(upload.key),
        upload_id: Some(upload.id),
        checksum_algorithm: upload.algorithm.map(ChecksumAlgorithm::from),
        checksum_type: upload.checksum_type.map(ChecksumType::from),
        ..CreateMultipartUploadOutput::default()
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>
pub(crate) async fn abort_multipart_upload(
    store: &Arc<Store>,
    request: S3Request<AbortMultipartUploadInput>,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let input = request.input;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    blocking(store, move |store| store.abort_upload(&name)).await?;
    let answer = AbortMultipartUploadOutput::default();
    Ok(S3Response::with_status(answer, http::StatusCode::NO_CONTENT))
}
