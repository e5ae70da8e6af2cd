use std::sync::Arc;

use s3s::dto::{
    ChecksumAlgorithm, ChecksumType, CommonPrefix, ETag, EncodingType, ListMultipartUploadsInput,
    ListMultipartUploadsOutput, ListPartsInput, ListPartsOutput, MultipartUpload, Part, StorageClass,
};
use s3s::{S3Request, S3Response, S3Result};

use super::list_objects::url_encoded;
use super::object_answer::timestamp;
use crate::s3::blocking::blocking;
use crate::s3::multipart::{Upload, UploadName};
use crate::s3::store::Store;

/// S3's limit for a page.
const MAX_ENTRIES: i32 = 1_000;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>
pub(crate) async fn list_parts(
    store: &Arc<Store>,
    request: S3Request<ListPartsInput>,
) -> S3Result<S3Response<ListPartsOutput>> {
    let input = request.input;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let named = name.clone();
    let (upload, mut parts) = blocking(store, move |store| {
        let upload = store.upload(&named)?;
        Ok((upload, store.index.parts(&named.id)?))
    })
    .await?;
    let after = input.part_number_marker.unwrap_or_default();
    parts.retain(|part| part.number > after);
    let (most, limit) = limit(input.max_parts);
    let is_truncated = parts.len() > limit;
    parts.truncate(limit);
    Ok(S3Response::new(ListPartsOutput {
        bucket: Some(name.bucket),
        key: Some(name.key),
        upload_id: Some(name.id),
        is_truncated: Some(is_truncated),
        max_parts: Some(most),
        part_number_marker: Some(after),
        next_part_number_marker: parts.last().map(|part| part.number),
        parts: Some(parts.into_iter().map(listed_part).collect()),
        checksum_algorithm: upload.algorithm.map(ChecksumAlgorithm::from),
        checksum_type: upload.checksum_type.map(ChecksumType::from),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        ..ListPartsOutput::default()
    }))
}

fn listed_part(part: crate::s3::multipart::Part) -> Part {
    let sums = part.checksums;
    Part {
        part_number: Some(part.number),
        e_tag: Some(ETag::Strong(part.md5)),
        size: i64::try_from(part.size).ok(),
        last_modified: Some(timestamp(part.last_modified)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>
pub(crate) async fn list_multipart_uploads(
    store: &Arc<Store>,
    request: S3Request<ListMultipartUploadsInput>,
) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
    let input = request.input;
    let (most, limit) = limit(input.max_uploads);
    let bucket = input.bucket.clone();
    let uploads = blocking(store, move |store| {
        store.bucket(&bucket)?;
        store.index.uploads(&bucket)
    })
    .await?;
    let found = entries(&input, uploads);
    let is_truncated = found.len() > limit;
    let page: Vec<Entry> = found.into_iter().take(limit).collect();
    let last = page.last().filter(|_| is_truncated).map(Entry::marker);
    let spell = |text: String| match input.encoding_type.as_ref().map(EncodingType::as_str) {
        Some("url") => url_encoded(&text),
        _ => text,
    };
    let (mut uploads, mut prefixes) = (Vec::new(), Vec::new());
    for entry in page {
        match entry {
            Entry::Upload(upload) => uploads.push(listed_upload(*upload, spell)),
            Entry::Prefix(prefix) => prefixes.push(CommonPrefix { prefix: Some(spell(prefix)) }),
        }
    }
    Ok(S3Response::new(ListMultipartUploadsOutput {
        is_truncated: Some(is_truncated),
        max_uploads: Some(most),
        next_key_marker: last.as_ref().map(|(key, _)| spell(key.clone())),
        next_upload_id_marker: last.and_then(|(_, id)| id),
        uploads: Some(uploads),
        common_prefixes: Some(prefixes),
        prefix: input.prefix.map(spell),
        delimiter: input.delimiter.map(spell),
        key_marker: input.key_marker.map(spell),
        upload_id_marker: input.upload_id_marker,
        encoding_type: input.encoding_type.clone(),
        bucket: Some(input.bucket),
        ..ListMultipartUploadsOutput::default()
    }))
}

#[derive(Debug)]
enum Entry {
    Upload(Box<Upload>),
    Prefix(String),
}

impl Entry {
    fn marker(&self) -> (String, Option<String>) {
        match self {
            Self::Upload(upload) => (upload.key.clone(), Some(upload.id.clone())),
            Self::Prefix(prefix) => (prefix.clone(), None),
        }
    }
}

/// The uploads and common prefixes after the markers, in order.
fn entries(input: &ListMultipartUploadsInput, uploads: Vec<Upload>) -> Vec<Entry> {
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().filter(|delimiter| !delimiter.is_empty());
    let key_marker = input.key_marker.clone().unwrap_or_default();
    let id_marker = input.upload_id_marker.clone().unwrap_or_default();
    let mut entries: Vec<Entry> = Vec::new();
    for upload in uploads.into_iter().filter(|upload| upload.key.starts_with(&prefix)) {
        let end = delimiter
            .as_ref()
            .and_then(|end| Some((upload.key[prefix.len()..].find(end.as_str())?, end.len())));
        if let Some((at, length)) = end {
            let common = upload.key[..prefix.len() + at + length].to_owned();
            let known = matches!(entries.last(), Some(Entry::Prefix(last)) if *last == common);
            if !known && common > key_marker {
                entries.push(Entry::Prefix(common));
            }
            continue;
        }
        let same_key = upload.key == key_marker && !id_marker.is_empty() && upload.id > id_marker;
        if upload.key > key_marker || same_key {
            entries.push(Entry::Upload(Box::new(upload)));
        }
    }
    entries
}

fn listed_upload(upload: Upload, spell: impl Fn(String) -> String) -> MultipartUpload {
    MultipartUpload {
        key: Some(spell(upload.key)),
        upload_id: Some(upload.id),
        initiated: Some(timestamp(upload.initiated)),
        checksum_algorithm: upload.algorithm.map(ChecksumAlgorithm::from),
        checksum_type: upload.checksum_type.map(ChecksumType::from),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        ..MultipartUpload::default()
    }
}

/// The limit to tell and the limit to keep.
fn limit(asked: Option<i32>) -> (i32, usize) {
    let most = asked.unwrap_or(MAX_ENTRIES).clamp(0, MAX_ENTRIES);
    (most, usize::try_from(most).expect("it is not negative"))
}
