//! A request's body comes in: written to a staged file, digested on the way, verified before anyone sees it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::StreamExt;
use http::HeaderMap;
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3ErrorCode, S3Result, TrailingHeaders};

use super::blocking::blocking;
use super::content::{Checksums, Digests};
use super::staged_file::{StagedFile, StagedWriter};
use super::store::Store;
use super::store_error::StoreError;

/// Bytes gathered before a thread is asked to write them.
const WRITE_BYTES: usize = 1 << 20;
/// S3's limit for one PUT.
const MAX_BODY_BYTES: u64 = 5 << 30;
const CHECKSUM_HEADER: &str = "x-amz-checksum-";
const ALGORITHMS: [&str; 5] = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];
/// Headers of that prefix that are no checksums.
const SETTINGS: [&str; 3] = ["algorithm", "mode", "type"];

/// What a client says its body must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expected {
    pub(crate) length: Option<u64>,
    pub(crate) md5: Option<String>,
    pub(crate) checksums: Checksums,
    /// Algorithms to compute, named by the request: the value comes behind the body, or no one sent one.
    pub(crate) wanted: Vec<String>,
}

impl Expected {
    /// Notes the algorithm of `x-amz-sdk-checksum-algorithm` and those of `x-amz-trailer`. One that cannot be
    /// computed here is refused: a checksum is verified or not taken.
    pub(crate) fn want(&mut self, algorithm: Option<&str>, headers: &HeaderMap) -> Result<(), StoreError> {
        self.wanted.extend(algorithm.map(str::to_owned));
        let trailers = headers.get("x-amz-trailer").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let names = trailers.split(',').map(|name| name.trim().to_ascii_lowercase());
        self.wanted.extend(names.filter_map(|name| name.strip_prefix(CHECKSUM_HEADER).map(str::to_owned)));
        let sent = headers.keys().filter_map(|name| name.as_str().strip_prefix(CHECKSUM_HEADER));
        let unknown = self.wanted.iter().map(String::as_str).chain(sent).find(|name| !is_known(name));
        match unknown {
            None => Ok(()),
            Some(name) => {
                let text = format!("checksum {name} is not computed here; {ALGORITHMS:?} are");
                Err(StoreError::refused(S3ErrorCode::NotImplemented, text))
            }
        }
    }

    fn to_compute(&self) -> Checksums {
        let mut wanted = self.checksums.clone();
        for algorithm in &self.wanted {
            if wanted.get(algorithm).is_none() {
                wanted.set(algorithm, String::new());
            }
        }
        wanted
    }

    /// Takes over the values that came behind the body.
    fn add_trailers(&mut self, trailers: Option<&TrailingHeaders>) {
        let Some(headers) = trailers.and_then(TrailingHeaders::take) else { return };
        for (name, value) in &headers {
            if let (Some(algorithm), Ok(value)) =
                (name.as_str().strip_prefix(CHECKSUM_HEADER), value.to_str())
            {
                self.checksums.set(algorithm, value.to_owned());
            }
        }
    }

    fn verify(&self, digests: &Digests, received: u64) -> Result<(), StoreError> {
        if let Some(length) = self.length.filter(|length| *length != received) {
            let text = format!("the body has {received} bytes, Content-Length says {length}");
            return Err(StoreError::refused(S3ErrorCode::IncompleteBody, text));
        }
        if let Some(md5) = &self.md5 {
            verify_md5(md5, digests)?;
        }
        for (algorithm, expected) in self.checksums.by_algorithm() {
            let computed = digests.checksums.get(algorithm);
            if expected.is_some() && expected != computed {
                let text = format!("{algorithm} is {computed:?}, the request says {expected:?}");
                return Err(StoreError::refused(S3ErrorCode::BadDigest, text));
            }
        }
        Ok(())
    }
}

fn is_known(name: &str) -> bool {
    ALGORITHMS.iter().chain(&SETTINGS).any(|known| known.eq_ignore_ascii_case(name))
}

/// A body on disk, verified, not visible yet.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) staged: StagedFile,
    pub(crate) digests: Digests,
    pub(crate) size: u64,
}

/// Receives a body.
pub(crate) async fn receive(
    store: &Arc<Store>,
    body: Option<StreamingBlob>,
    mut expected: Expected,
    trailers: Option<TrailingHeaders>,
) -> S3Result<Received> {
    let wanted = Arc::new(expected.to_compute());
    let mut writer = None;
    let mut received = 0;
    if let Some(mut body) = body {
        let mut chunks = Vec::new();
        let mut gathered = 0;
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| broken_body(error.as_ref()))?;
            received += chunk.len() as u64;
            gathered += chunk.len();
            chunks.push(chunk);
            if received > MAX_BODY_BYTES {
                let text = format!("a body has {MAX_BODY_BYTES} bytes at most");
                return Err(S3Error::with_message(S3ErrorCode::EntityTooLarge, text));
            }
            if gathered >= WRITE_BYTES {
                writer = Some(write(store, writer, std::mem::take(&mut chunks), Arc::clone(&wanted)).await?);
                gathered = 0;
            }
        }
        if !chunks.is_empty() {
            writer = Some(write(store, writer, chunks, Arc::clone(&wanted)).await?);
        }
    }
    expected.add_trailers(trailers.as_ref());
    blocking(store, move |store| {
        let writer = writer.map_or_else(|| StagedWriter::create(&store.staging, &wanted), Ok)?;
        let (staged, digests) = writer.finish_verified(|digests| expected.verify(digests, received))?;
        Ok(Received { staged, digests, size: received })
    })
    .await
}

async fn write(
    store: &Arc<Store>,
    writer: Option<StagedWriter>,
    chunks: Vec<Bytes>,
    wanted: Arc<Checksums>,
) -> S3Result<StagedWriter> {
    blocking(store, move |store| {
        let mut writer = writer.map_or_else(|| StagedWriter::create(&store.staging, &wanted), Ok)?;
        writer.write_all(&chunks)?;
        Ok(writer)
    })
    .await
}

fn verify_md5(header: &str, digests: &Digests) -> Result<(), StoreError> {
    match STANDARD.decode(header) {
        Ok(expected) if expected == digests.md5 => Ok(()),
        Ok(expected) if expected.len() == digests.md5.len() => {
            Err(StoreError::refused(S3ErrorCode::BadDigest, "Content-MD5 is not the body's"))
        }
        _ => {
            Err(StoreError::refused(S3ErrorCode::InvalidDigest, format!("Content-MD5 is no MD5: {header:?}")))
        }
    }
}

/// The stream's errors are private types of s3s, told apart by their text.
fn broken_body(error: &(dyn std::error::Error + Send + Sync)) -> S3Error {
    let text = error.to_string();
    let code = if text.contains("Sha256Mismatch") {
        S3ErrorCode::Custom("XAmzContentSHA256Mismatch".into())
    } else if text.contains("SignatureMismatch") {
        S3ErrorCode::SignatureDoesNotMatch
    } else {
        S3ErrorCode::IncompleteBody
    };
    let mut answer = S3Error::with_message(code, format!("the body cannot be read: {text}"));
    answer.set_status_code(http::StatusCode::BAD_REQUEST);
    answer
}
