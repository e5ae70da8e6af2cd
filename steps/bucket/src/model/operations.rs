//! What S3 does for each call: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>.

use std::collections::BTreeMap;
use std::fmt::Write;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::answer::Answer;
use super::objects::{Object, Objects, S3Model};
use super::request::{Request, decode};

/// Most bytes in names and values of user metadata:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>.
const MAX_METADATA_BYTES: usize = 2048;

impl S3Model {
    pub(super) fn perform(&self, request: &Request) -> Answer {
        if metadata_bytes(request) > MAX_METADATA_BYTES {
            return Answer::error(400, "MetadataTooLarge");
        }
        let mut held = self.lock();
        match request.call().operation {
            "HeadObject" | "GetObject" => held.read(request),
            "ListObjectsV2" => held.list(request, self.page_objects()),
            "DeleteObject" => held.delete(request),
            "CopyObject" => held.copy(request),
            "CreateMultipartUpload" => held.create_upload(request),
            "UploadPart" => held.upload_part(request),
            "CompleteMultipartUpload" => held.complete_upload(request),
            _ => held.put(request),
        }
    }
}

impl Objects {
    fn read(&self, request: &Request) -> Answer {
        let Some(object) = self.by_key.get(&request.key) else { return Answer::error(404, "NoSuchKey") };
        if request.header("if-match").is_some_and(|etag| etag != object.etag) {
            return Answer::error(412, "PreconditionFailed");
        }
        let mut answer = Answer::ok()
            .with("etag", &object.etag)
            .with("content-length", object.bytes.len().to_string())
            .with("last-modified", http_date(object.modified));
        if request.header("x-amz-checksum-mode").is_some()
            && let Some(checksum) = &object.crc64nvme
        {
            answer =
                answer.with("x-amz-checksum-crc64nvme", checksum).with("x-amz-checksum-type", "FULL_OBJECT");
        }
        for (name, value) in &object.headers {
            answer = answer.with(name, value);
        }
        Answer { body: object.bytes.clone(), ..answer }
    }

    fn list(&self, request: &Request, page: usize) -> Answer {
        let prefix = request.query.get("prefix").map_or("", String::as_str);
        let after = request.query.get("continuation-token").map_or("", String::as_str);
        let mut left = self.by_key.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
        let mut xml = String::from("<ListBucketResult><EncodingType>url</EncodingType>");
        let mut last = String::new();
        for (key, object) in left.by_ref().take(page) {
            let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string().replace("%20", "+");
            let (size, etag) = (object.bytes.len(), object.etag.replace('"', "&quot;"));
            let at =
                format!("2026-11-21T00:{:02}:{:02}.000Z", object.modified / 60 % 60, object.modified % 60);
            let _ = write!(
                xml,
                "<Contents><Key>{encoded}</Key><Size>{size}</Size><ETag>{etag}</ETag><LastModified>{at}</LastModified></Contents>"
            );
            last.clone_from(key);
        }
        if left.next().is_some() {
            let _ = write!(
                xml,
                "<IsTruncated>true</IsTruncated><NextContinuationToken>{last}</NextContinuationToken>"
            );
        }
        Answer::xml(&format!("{xml}</ListBucketResult>"))
    }

    fn delete(&mut self, request: &Request) -> Answer {
        match (request.header("if-match"), self.by_key.get(&request.key)) {
            (Some(_), None) => return Answer::error(404, "NoSuchKey"),
            (Some(etag), Some(found)) if etag != found.etag => {
                return Answer::error(412, "PreconditionFailed");
            }
            _ => {}
        }
        self.by_key.remove(&request.key);
        Answer { status: 204, ..Answer::ok() }
    }

    fn copy(&mut self, request: &Request) -> Answer {
        let source = decode(request.header("x-amz-copy-source").unwrap_or_default());
        let source = source.trim_start_matches('/').split_once('/').map_or("", |(_bucket, key)| key);
        let Some(found) = self.by_key.get(source).cloned() else { return Answer::error(404, "NoSuchKey") };
        if request.header("x-amz-copy-source-if-match").is_some_and(|etag| etag != found.etag) {
            return Answer::error(412, "PreconditionFailed");
        }
        if self.is_refused(request) {
            return Answer::error(412, "PreconditionFailed");
        }
        let copy = self.write(&request.key, Object::new(found.bytes, kept_headers(request)));
        Answer::xml(&format!(
            "<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>",
            copy.etag.replace('"', "&quot;")
        ))
    }

    fn put(&mut self, request: &Request) -> Answer {
        if self.is_refused(request) {
            return Answer::error(412, "PreconditionFailed");
        }
        let object = self.write(&request.key, Object::new(request.body.clone(), kept_headers(request)));
        Answer::ok().with("etag", object.etag)
    }

    fn create_upload(&mut self, request: &Request) -> Answer {
        let id = format!("upload-{}", self.uploads.len());
        self.uploads.insert(id.clone(), Vec::new());
        let key = utf8_percent_encode(&request.key, NON_ALPHANUMERIC);
        Answer::xml(&format!(
            "<InitiateMultipartUploadResult><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        ))
    }

    fn upload_part(&mut self, request: &Request) -> Answer {
        let number = request.query["partNumber"].parse().expect("the SDK sends a number");
        match self.uploads.get_mut(&request.query["uploadId"]) {
            Some(parts) => parts.push((number, request.body.clone())),
            None => return Answer::error(404, "NoSuchUpload"),
        }
        Answer::ok().with("etag", format!("\"part-{number}\""))
    }

    fn complete_upload(&mut self, request: &Request) -> Answer {
        if self.is_refused(request) {
            return Answer::error(412, "PreconditionFailed");
        }
        let Some(mut parts) = self.uploads.remove(&request.query["uploadId"]) else {
            return Answer::error(404, "NoSuchUpload");
        };
        parts.sort_by_key(|(number, _)| *number);
        let bytes: Vec<u8> = parts.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
        self.write(&request.key, Object::new(bytes.into(), BTreeMap::new()));
        Answer::xml(
            "<CompleteMultipartUploadResult><ETag>&quot;done&quot;</ETag></CompleteMultipartUploadResult>",
        )
    }

    fn is_refused(&self, request: &Request) -> bool {
        request.header("if-none-match") == Some("*") && self.by_key.contains_key(&request.key)
    }
}

fn kept_headers(request: &Request) -> BTreeMap<String, String> {
    let kept = |name: &str| name == "content-type" || name.starts_with("x-amz-meta-");
    request.headers.iter().filter(|(name, _)| kept(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

fn metadata_bytes(request: &Request) -> usize {
    let entry = |(name, value): (&String, &String)| {
        name.strip_prefix("x-amz-meta-").map_or(0, |name| name.len() + value.len())
    };
    request.headers.iter().map(entry).sum()
}

fn http_date(second: u64) -> String {
    format!("Sat, 21 Nov 2026 00:{:02}:{:02} GMT", second / 60 % 60, second % 60)
}
