use std::collections::BTreeMap;

use jiff::Timestamp;

use super::object::{Algorithm, md5_etag};
use super::{Answer, Checksum, Object, Operation, Request, listing};

/// How the bucket makes `ETag`s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ETags {
    /// The MD5 of the bytes.
    Md5,
    /// Another one for each write, as under encryption with KMS.
    Unique,
}

/// A bucket.
#[derive(Debug)]
pub(crate) struct Store {
    objects: BTreeMap<String, Object>,
    etags: ETags,
    page_objects: usize,
    writes: u64,
}

/// What a request did to the bucket.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) key: String,
    pub(crate) before: Option<Object>,
    pub(crate) after: Option<Object>,
}

/// How much of the source a copy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    Whole,
    Half,
}

impl Store {
    /// An empty bucket, whose listings come in pages of so many objects.
    pub(crate) fn new(etags: ETags, page_objects: usize) -> Self {
        Self { objects: BTreeMap::new(), etags, page_objects, writes: 0 }
    }

    pub(crate) fn objects(&self) -> &BTreeMap<String, Object> {
        &self.objects
    }

    /// Answers a request, and says what it changed.
    pub(crate) fn apply(
        &mut self,
        request: &Request,
        (now, copied): (Timestamp, Copied),
    ) -> (Answer, Option<Change>) {
        match request.operation {
            Operation::HeadObject | Operation::GetObject => (self.read(request), None),
            Operation::ListObjectsV2 => (listing::page(self, request, self.page_objects), None),
            Operation::DeleteObject => self.delete(request),
            Operation::PutObject => self.put(request, now),
            Operation::CopyObject => self.copy(request, (now, copied)),
        }
    }

    fn read(&self, request: &Request) -> Answer {
        let Some(object) = self.objects.get(&request.key) else { return Answer::error(404, "NoSuchKey") };
        if request.header("if-match").is_some_and(|etag| etag != object.etag) {
            return Answer::error(412, "PreconditionFailed");
        }
        let mut answer =
            Answer::ok(200).with("etag", &object.etag).with("content-length", object.bytes.len().to_string());
        if request.header("x-amz-checksum-mode").is_some()
            && let Some(checksum) = &object.checksum
        {
            answer = answer
                .with(checksum.algorithm.header(), &checksum.value)
                .with("x-amz-checksum-type", "FULL_OBJECT");
        }
        for (name, value) in &object.headers {
            answer = answer.with(name, value);
        }
        Answer { body: object.bytes.clone(), ..answer }
    }

    fn delete(&mut self, request: &Request) -> (Answer, Option<Change>) {
        let refused = match (request.header("if-match"), self.objects.get(&request.key)) {
            (Some(_), None) => Some(Answer::error(404, "NoSuchKey")),
            (Some(etag), Some(found)) if etag != found.etag => Some(Answer::error(412, "PreconditionFailed")),
            _ => None,
        };
        if let Some(refused) = refused {
            return (refused, None);
        }
        let before = self.objects.remove(&request.key);
        let change = before.is_some().then(|| Change { key: request.key.clone(), before, after: None });
        (Answer::ok(204), change)
    }

    fn put(&mut self, request: &Request, now: Timestamp) -> (Answer, Option<Change>) {
        if self.is_refused(request) {
            return (Answer::error(412, "PreconditionFailed"), None);
        }
        let algorithms = [Algorithm::Crc64Nvme, Algorithm::Sha256];
        let sent = algorithms.into_iter().find(|algorithm| request.header(algorithm.header()).is_some());
        let checksum = Checksum::of(&request.body, sent.unwrap_or(Algorithm::Crc64Nvme));
        if request.header(checksum.algorithm.header()).is_some_and(|value| value != checksum.value) {
            return (Answer::error(400, "BadDigest"), None);
        }
        let object = self.object(request.body.clone(), Some(checksum), (request, now));
        let answer = Answer::ok(200).with("etag", &object.etag);
        (answer, Some(self.write(&request.key, object)))
    }

    fn copy(&mut self, request: &Request, (now, copied): (Timestamp, Copied)) -> (Answer, Option<Change>) {
        let Some(found) = self.objects.get(&request.copy_source()) else {
            return (Answer::error(404, "NoSuchKey"), None);
        };
        let is_other = request.header("x-amz-copy-source-if-match").is_some_and(|etag| etag != found.etag);
        if is_other || self.is_refused(request) {
            return (Answer::error(412, "PreconditionFailed"), None);
        }
        let bytes = match copied {
            Copied::Whole => found.bytes.clone(),
            Copied::Half => found.bytes.slice(..found.bytes.len() / 2),
        };
        let checksum = Checksum::of(&bytes, Algorithm::named(request.header("x-amz-checksum-algorithm")));
        let object = self.object(bytes, Some(checksum), (request, now));
        let answer = Answer::xml(
            200,
            &format!(
                "<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>",
                object.etag.replace('"', "&quot;")
            ),
        );
        (answer, Some(self.write(&request.key, object)))
    }

    fn is_refused(&self, request: &Request) -> bool {
        request.header("if-none-match") == Some("*") && self.objects.contains_key(&request.key)
    }

    fn object(
        &mut self,
        bytes: bytes::Bytes,
        checksum: Option<Checksum>,
        (request, now): (&Request, Timestamp),
    ) -> Object {
        self.writes += 1;
        let etag = match self.etags {
            ETags::Md5 => md5_etag(&bytes),
            ETags::Unique => format!("\"{:032x}\"", self.writes),
        };
        Object { bytes, etag, checksum, headers: kept_headers(request), modified: now.as_second() }
    }

    /// A tool's upload in parts: an `ETag` that is no MD5, and no checksum over the whole.
    pub(crate) fn put_in_parts(&mut self, request: &Request, now: Timestamp) -> Change {
        let plain = self.object(request.body.clone(), None, (request, now));
        let etag = format!("{}-2\"", plain.etag.trim_end_matches('"'));
        self.write(&request.key, Object { etag, ..plain })
    }

    fn write(&mut self, key: &str, object: Object) -> Change {
        let before = self.objects.insert(key.to_owned(), object.clone());
        Change { key: key.to_owned(), before, after: Some(object) }
    }
}

/// Of a request's headers, those that are kept with the object.
fn kept_headers(request: &Request) -> BTreeMap<String, String> {
    let is_kept = |name: &str| {
        name.starts_with("x-amz-meta-")
            || name == "cache-control"
            || name.starts_with("content-") && name != "content-length"
    };
    request.headers.iter().filter(|(name, _)| is_kept(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}
