use std::sync::Arc;

use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, ETag,
    ETagCondition, Error, ObjectIdentifier,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::s3::blocking::blocking;
use crate::s3::condition::WriteCondition;
use crate::s3::place::Target;
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// S3's limit for one `DeleteObjects`.
const MAX_OBJECTS: usize = 1_000;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>
pub(crate) async fn delete_object(
    store: &Arc<Store>,
    request: S3Request<DeleteObjectInput>,
) -> S3Result<S3Response<DeleteObjectOutput>> {
    let input = request.input;
    if input.if_match_last_modified_time.is_some() || input.if_match_size.is_some() {
        let text = "x-amz-if-match-size and -last-modified-time are for directory buckets";
        return Err(S3Error::with_message(S3ErrorCode::NotImplemented, text));
    }
    let condition = WriteCondition::new(input.if_match.as_ref(), None)?;
    blocking(store, move |store| {
        let bucket = store.bucket(&input.bucket)?;
        store.remove(&Target { bucket: &bucket, key: &input.key, condition: &condition })
    })
    .await?;
    Ok(S3Response::with_status(DeleteObjectOutput::default(), http::StatusCode::NO_CONTENT))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
pub(crate) async fn delete_objects(
    store: &Arc<Store>,
    request: S3Request<DeleteObjectsInput>,
) -> S3Result<S3Response<DeleteObjectsOutput>> {
    let (bucket, delete) = (request.input.bucket, request.input.delete);
    if delete.objects.is_empty() || delete.objects.len() > MAX_OBJECTS {
        let text = format!("{} objects to delete, 1 to {MAX_OBJECTS} are allowed", delete.objects.len());
        return Err(S3Error::with_message(S3ErrorCode::MalformedXML, text));
    }
    let is_quiet = delete.quiet.unwrap_or_default();
    let (deleted, errors) = blocking(store, move |store| {
        let bucket = store.bucket(&bucket)?;
        let (mut deleted, mut errors) = (Vec::new(), Vec::new());
        for object in delete.objects {
            match delete_one(store, &bucket, &object) {
                Ok(_) => deleted.push(DeletedObject { key: Some(object.key), ..DeletedObject::default() }),
                Err(error) => errors.push(error_of(object.key, error)),
            }
        }
        Ok((deleted, errors))
    })
    .await?;
    let deleted = (!is_quiet).then_some(deleted);
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted,
        errors: Some(errors),
        ..DeleteObjectsOutput::default()
    }))
}

fn delete_one(
    store: &Store,
    bucket: &crate::s3::bucket::Bucket,
    object: &ObjectIdentifier,
) -> Result<bool, StoreError> {
    let if_match = object.e_tag.clone().map(|etag| match etag {
        ETag::Strong(any) | ETag::Weak(any) if any == "*" => ETagCondition::Any,
        etag => ETagCondition::ETag(etag),
    });
    let condition = WriteCondition::new(if_match.as_ref(), None)?;
    store.remove(&Target { bucket, key: &object.key, condition: &condition })
}

fn error_of(key: String, error: StoreError) -> Error {
    let error = S3Error::from(error);
    Error {
        code: Some(error.code().as_str().to_owned()),
        key: Some(key),
        message: error.message().map(str::to_owned),
        version_id: None,
    }
}
