use std::sync::Arc;

use s3s::dto::{
    Bucket, BucketLocationConstraint, CreateBucketInput, CreateBucketOutput, DeleteBucketInput,
    DeleteBucketOutput, GetBucketLocationInput, GetBucketLocationOutput, GetBucketVersioningInput,
    GetBucketVersioningOutput, HeadBucketInput, HeadBucketOutput, ListBucketsInput, ListBucketsOutput, Owner,
};
use s3s::{S3Request, S3Response, S3Result};

use super::object_answer::timestamp;
use crate::s3::blocking::blocking;
use crate::s3::store::Store;

/// The region that S3 names by leaving it out.
const UNNAMED_REGION: &str = "us-east-1";

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
pub(crate) fn list_buckets(
    store: &Arc<Store>,
    request: S3Request<ListBucketsInput>,
) -> S3Response<ListBucketsOutput> {
    let input = request.input;
    let after = input.continuation_token.unwrap_or_default();
    let prefix = input.prefix.clone().unwrap_or_default();
    let most = input.max_buckets.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let mut buckets = store.all_buckets();
    buckets.retain(|bucket| bucket.name.starts_with(&prefix) && bucket.name > after);
    let next = buckets.get(most).and_then(|_| buckets.get(most.checked_sub(1)?));
    let continuation_token = next.map(|bucket| bucket.name.clone());
    buckets.truncate(most);
    let listed = buckets.iter().map(|bucket| Bucket {
        name: Some(bucket.name.clone()),
        creation_date: Some(timestamp(bucket.created)),
        bucket_region: Some(store.region.clone()),
    });
    S3Response::new(ListBucketsOutput {
        buckets: Some(listed.collect()),
        continuation_token,
        owner: Some(Owner { display_name: Some("apoyo".to_owned()), id: Some("apoyo".to_owned()) }),
        prefix: input.prefix,
    })
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
pub(crate) fn head_bucket(
    store: &Arc<Store>,
    request: &S3Request<HeadBucketInput>,
) -> S3Result<S3Response<HeadBucketOutput>> {
    store.bucket(&request.input.bucket)?;
    let bucket_region = Some(store.region.clone());
    Ok(S3Response::new(HeadBucketOutput { bucket_region, ..HeadBucketOutput::default() }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
pub(crate) fn get_bucket_location(
    store: &Arc<Store>,
    request: &S3Request<GetBucketLocationInput>,
) -> S3Result<S3Response<GetBucketLocationOutput>> {
    store.bucket(&request.input.bucket)?;
    let region = Some(store.region.clone()).filter(|region| region != UNNAMED_REGION);
    let location_constraint = region.map(BucketLocationConstraint::from);
    Ok(S3Response::new(GetBucketLocationOutput { location_constraint }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html>: never switched on.
pub(crate) fn get_bucket_versioning(
    store: &Arc<Store>,
    request: &S3Request<GetBucketVersioningInput>,
) -> S3Result<S3Response<GetBucketVersioningOutput>> {
    store.bucket(&request.input.bucket)?;
    Ok(S3Response::new(GetBucketVersioningOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
pub(crate) async fn create_bucket(
    store: &Arc<Store>,
    request: S3Request<CreateBucketInput>,
) -> S3Result<S3Response<CreateBucketOutput>> {
    let bucket = request.input.bucket;
    let location = Some(format!("/{bucket}"));
    blocking(store, move |store| store.create_bucket(&bucket)).await?;
    Ok(S3Response::new(CreateBucketOutput { location }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>
pub(crate) async fn delete_bucket(
    store: &Arc<Store>,
    request: S3Request<DeleteBucketInput>,
) -> S3Result<S3Response<DeleteBucketOutput>> {
    blocking(store, move |store| store.delete_bucket(&request.input.bucket)).await?;
    Ok(S3Response::with_status(DeleteBucketOutput::default(), http::StatusCode::NO_CONTENT))
}
