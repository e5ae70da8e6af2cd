use std::sync::Arc;

use s3s::dto::{
    Checksum, ChecksumType, ETag, GetObjectAttributesInput, GetObjectAttributesOutput, ObjectAttributes,
    StorageClass,
};
use s3s::{S3Request, S3Response, S3Result};

use super::object_answer::timestamp;
use crate::s3::blocking::blocking;
use crate::s3::content::Checksums;
use crate::s3::store::Store;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html>
pub(crate) async fn get_object_attributes(
    store: &Arc<Store>,
    request: S3Request<GetObjectAttributesInput>,
) -> S3Result<S3Response<GetObjectAttributesOutput>> {
    let input = request.input;
    let asked = input.object_attributes;
    let wants = |name: &str| asked.iter().any(|attribute| attribute.as_str() == name);
    let wants_sum = wants(ObjectAttributes::CHECKSUM);
    let object = blocking(store, move |store| {
        let bucket = store.bucket(&input.bucket)?;
        let object = store.object(&bucket, &input.key)?;
        if wants_sum { store.with_crc64nvme(object) } else { Ok(object) }
    })
    .await?;
    let standard = StorageClass::from_static(StorageClass::STANDARD);
    Ok(S3Response::new(GetObjectAttributesOutput {
        checksum: wants_sum.then(|| checksum(object.checksums)),
        e_tag: wants(ObjectAttributes::ETAG).then_some(ETag::Strong(object.etag)),
        last_modified: Some(timestamp(object.last_modified)),
        object_size: i64::try_from(object.identity.size)
            .ok()
            .filter(|_| wants(ObjectAttributes::OBJECT_SIZE)),
        storage_class: wants(ObjectAttributes::STORAGE_CLASS).then_some(standard),
        ..GetObjectAttributesOutput::default()
    }))
}

fn checksum(sums: Checksums) -> Checksum {
    Checksum {
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        checksum_type: Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
    }
}
