use std::collections::BTreeMap;
use std::sync::Arc;

use s3s::dto::{
    DeleteObjectTaggingInput, DeleteObjectTaggingOutput, GetObjectTaggingInput, GetObjectTaggingOutput,
    PutObjectTaggingInput, PutObjectTaggingOutput, Tag,
};
use s3s::{S3Request, S3Response, S3Result};

use super::object_answer::checked_tags;
use crate::s3::blocking::blocking;
use crate::s3::store::Store;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>
pub(crate) async fn get_object_tagging(
    store: &Arc<Store>,
    request: S3Request<GetObjectTaggingInput>,
) -> S3Result<S3Response<GetObjectTaggingOutput>> {
    let input = request.input;
    let tags = blocking(store, move |store| {
        let bucket = store.bucket(&input.bucket)?;
        Ok(store.object(&bucket, &input.key)?.attributes.tags)
    })
    .await?;
    let tag_set = tags.into_iter().map(|(key, value)| Tag { key: Some(key), value: Some(value) }).collect();
    Ok(S3Response::new(GetObjectTaggingOutput { tag_set, version_id: None }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html>
pub(crate) async fn put_object_tagging(
    store: &Arc<Store>,
    request: S3Request<PutObjectTaggingInput>,
) -> S3Result<S3Response<PutObjectTaggingOutput>> {
    let input = request.input;
    let pairs = input.tagging.tag_set.into_iter();
    let tags = pairs.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect();
    let tags = checked_tags(tags)?;
    blocking(store, move |store| store.set_tags(&input.bucket, &input.key, tags)).await?;
    Ok(S3Response::new(PutObjectTaggingOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html>
pub(crate) async fn delete_object_tagging(
    store: &Arc<Store>,
    request: S3Request<DeleteObjectTaggingInput>,
) -> S3Result<S3Response<DeleteObjectTaggingOutput>> {
    let input = request.input;
    blocking(store, move |store| store.set_tags(&input.bucket, &input.key, BTreeMap::new())).await?;
    let answer = DeleteObjectTaggingOutput::default();
    Ok(S3Response::with_status(answer, http::StatusCode::NO_CONTENT))
}
