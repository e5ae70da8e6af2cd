use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use s3s::dto::{
    ChecksumType, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, StreamingBlob,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::object_answer::timestamp;
use super::read_target::{ReadObject, ReadTarget, not_modified_headers};
use crate::s3::blocking::blocking;
use crate::s3::content::{Checksums, Identity};
use crate::s3::file_body::{FileBody, read_piece};
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// What S3 says of an object that no one gave a type.
const DEFAULT_TYPE: &str = "binary/octet-stream";
/// How often a read starts again because the object was replaced between look-up and opening.
const ATTEMPTS: usize = 100;

/// Fields that both answers have.
macro_rules! answer {
    ($output:ident, $read:expr) => {{
        let read = $read;
        let (attributes, sums) = (read.object.attributes, read.object.checksums);
        let length = i64::try_from(read.bytes.end - read.bytes.start).ok();
        $output {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: attributes.cache_control,
            checksum_type: full_object(&sums),
            checksum_crc32: sums.crc32,
            checksum_crc32c: sums.crc32c,
            checksum_crc64nvme: sums.crc64nvme,
            checksum_sha1: sums.sha1,
            checksum_sha256: sums.sha256,
            content_disposition: attributes.content_disposition,
            content_encoding: attributes.content_encoding,
            content_language: attributes.content_language,
            content_length: length,
            content_range: read.content_range,
            content_type: Some(attributes.content_type.unwrap_or_else(|| DEFAULT_TYPE.to_owned())),
            e_tag: Some(ETag::Strong(read.object.etag)),
            expires: attributes.expires,
            last_modified: Some(timestamp(read.object.last_modified)),
            metadata: Some(attributes.metadata.into_iter().collect()),
            website_redirect_location: attributes.website_redirect_location,
            ..$output::default()
        }
    }};
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
pub(crate) async fn get_object(
    store: &Arc<Store>,
    request: S3Request<GetObjectInput>,
) -> S3Result<S3Response<GetObjectOutput>> {
    let headers = not_modified_headers(&request.headers);
    let target = ReadTarget::from(request.input);
    let opened = blocking(store, move |store| open(store, &target)).await;
    let (read, file, first) = opened.map_err(|error| with_etag(error, headers))?;
    let body = FileBody::new(file, first, read.bytes.clone());
    let tags = i32::try_from(read.object.attributes.tags.len()).ok().filter(|count| *count > 0);
    let mut output = answer!(GetObjectOutput, read);
    output.tag_count = tags;
    output.body = Some(StreamingBlob::new(body));
    Ok(S3Response::new(output))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
pub(crate) async fn head_object(
    store: &Arc<Store>,
    request: S3Request<HeadObjectInput>,
) -> S3Result<S3Response<HeadObjectOutput>> {
    let headers = not_modified_headers(&request.headers);
    let target = ReadTarget::from(request.input);
    let read = blocking(store, move |store| target.resolve(store)).await;
    let read = read.map_err(|error| with_etag(error, headers))?;
    let status = read.content_range.is_some().then_some(http::StatusCode::PARTIAL_CONTENT);
    let mut response = S3Response::new(answer!(HeadObjectOutput, read));
    response.status = status;
    Ok(response)
}

/// Opens the object and reads the first piece, in one go: a photo comes as one piece.
fn open(store: &Store, target: &ReadTarget) -> Result<(ReadObject, File, Bytes), StoreError> {
    for _ in 0..ATTEMPTS {
        let read = target.resolve(store)?;
        let path = &read.object.path;
        let mut file = match File::open(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            file => file.map_err(StoreError::io("open", path))?,
        };
        let meta = file.metadata().map_err(StoreError::io("look at", path))?;
        if Identity::of(&meta) == read.object.identity {
            let first = read_piece(&mut file, &read.bytes).map_err(StoreError::io("read", path))?;
            return Ok((read, file, first));
        }
    }
    Err(StoreError::Unsettled { key: format!("{target:?}") })
}

fn full_object(sums: &Checksums) -> Option<ChecksumType> {
    let any = sums.by_algorithm().iter().any(|(_, value)| value.is_some());
    any.then(|| ChecksumType::from_static(ChecksumType::FULL_OBJECT))
}

fn with_etag(mut error: S3Error, headers: http::HeaderMap) -> S3Error {
    if *error.code() == S3ErrorCode::NotModified {
        error.set_headers(headers);
    }
    error
}
