use std::collections::BTreeMap;

use apoyo_photo::Mark;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use md5::{Digest, Md5};
use percent_encoding::percent_decode_str;
use sha2::Sha256;

/// An object in the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bytes: Bytes,
    /// With its quotes.
    pub(crate) etag: String,
    pub(crate) checksum: Option<Checksum>,
    /// What comes back as it was sent: `content-type`, `x-amz-meta-..` and the like.
    pub(crate) headers: BTreeMap<String, String>,
    /// In seconds since 1970.
    pub(crate) modified: i64,
}

/// An algorithm of a checksum over the whole object; what an old tool uploads in parts has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Crc64Nvme,
    Sha256,
}

/// A full-object checksum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    pub(crate) value: String,
}

impl Algorithm {
    /// By the name that requests give it; S3's default for every other.
    pub(crate) fn named(name: Option<&str>) -> Self {
        if name.is_some_and(|name| name.eq_ignore_ascii_case("SHA256")) {
            Self::Sha256
        } else {
            Self::Crc64Nvme
        }
    }

    /// The header that carries it.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }
}

impl Checksum {
    pub(crate) fn of(bytes: &[u8], algorithm: Algorithm) -> Self {
        let value = match algorithm {
            Algorithm::Crc64Nvme => {
                let mut digest = crc64fast_nvme::Digest::new();
                digest.write(bytes);
                STANDARD.encode(digest.sum64().to_be_bytes())
            }
            Algorithm::Sha256 => STANDARD.encode(Sha256::digest(bytes)),
        };
        Self { algorithm, value }
    }

    /// As a tool uploads that is told to.
    pub(crate) fn sha256(bytes: &[u8]) -> Self {
        Self::of(bytes, Algorithm::Sha256)
    }
}

impl Object {
    /// The value of a mark as the steps read it.
    pub(crate) fn mark(&self, mark: Mark) -> Option<String> {
        let written = self.headers.get(&format!("x-amz-meta-{}", mark.name()))?;
        Some(percent_decode_str(written).decode_utf8_lossy().into_owned())
    }
}

/// The `ETag` of a plain upload: its MD5, with quotes.
pub(crate) fn md5_etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex::encode(Md5::digest(bytes)))
}
