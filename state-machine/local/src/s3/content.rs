//! What is known of a file's bytes: identity, `ETag`, checksums.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs::File, io, io::Read};

use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc64Nvme, Md5};
use serde::{Deserialize, Serialize};

const NANOSECONDS: i64 = 1_000_000_000;
/// Bytes read at once where a file is read through.
const READ_BYTES: usize = 1 << 20;

/// Which bytes a file holds, as far as the file system tells without reading them: whoever writes into the file
/// changes its modification time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(crate) inode: u64,
    pub(crate) modified_ns: i64,
    pub(crate) size: u64,
}

impl Identity {
    pub(crate) fn of(meta: &Metadata) -> Self {
        let modified_ns = meta.mtime().saturating_mul(NANOSECONDS).saturating_add(meta.mtime_nsec());
        Self { inode: meta.ino(), modified_ns, size: meta.size() }
    }

    /// When the file was last written.
    pub(crate) fn modified(&self) -> SystemTime {
        let since = Duration::from_nanos(self.modified_ns.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        let time = if self.modified_ns < 0 { epoch.checked_sub(since) } else { epoch.checked_add(since) };
        time.unwrap_or(epoch)
    }

    /// The `ETag` of a file that did not come in through PUT. It has the form of a multipart upload's, which no client
    /// takes for an MD5, and costs no reading: it changes when the file does.
    pub(crate) fn etag(&self) -> String {
        let text = format!("{} {} {}", self.inode, self.modified_ns, self.size);
        format!("{}-1", hex::encode(Md5::checksum(text.as_bytes())))
    }
}

/// Full-object checksums in base64, as S3 hands them out; `None` is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksums {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crc32: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crc32c: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crc64nvme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
}

impl Checksums {
    /// The values by algorithm, in S3's spelling.
    pub(crate) fn by_algorithm(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("CRC32", self.crc32.as_deref()),
            ("CRC32C", self.crc32c.as_deref()),
            ("CRC64NVME", self.crc64nvme.as_deref()),
            ("SHA1", self.sha1.as_deref()),
            ("SHA256", self.sha256.as_deref()),
        ]
    }

    /// Sets the value of an algorithm in S3's spelling; others are ignored.
    pub(crate) fn set(&mut self, algorithm: &str, value: String) {
        match algorithm.to_ascii_uppercase().as_str() {
            "CRC32" => self.crc32 = Some(value),
            "CRC32C" => self.crc32c = Some(value),
            "CRC64NVME" => self.crc64nvme = Some(value),
            "SHA1" => self.sha1 = Some(value),
            "SHA256" => self.sha256 = Some(value),
            _ => {}
        }
    }

    /// The value of an algorithm in S3's spelling.
    pub(crate) fn get(&self, algorithm: &str) -> Option<&str> {
        let same = |(name, _): &(&str, _)| name.eq_ignore_ascii_case(algorithm);
        self.by_algorithm().into_iter().find(same).and_then(|(_, value)| value)
    }
}

impl From<s3s::dto::Checksum> for Checksums {
    fn from(sums: s3s::dto::Checksum) -> Self {
        Self {
            crc32: sums.checksum_crc32,
            crc32c: sums.checksum_crc32c,
            crc64nvme: sums.checksum_crc64nvme,
            sha1: sums.checksum_sha1,
            sha256: sums.checksum_sha256,
        }
    }
}

/// What S3 says of an object's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// Without quotes.
    pub(crate) etag: String,
    pub(crate) checksums: Checksums,
}

/// Computes the MD5 and the checksums of bytes that come by.
pub(crate) struct Digester {
    md5: Md5,
    checksums: ChecksumHasher,
}

/// The result of a [`Digester`].
#[derive(Debug, Clone)]
pub(crate) struct Digests {
    pub(crate) md5: [u8; 16],
    pub(crate) checksums: Checksums,
}

impl Digester {
    /// CRC64NVME always, as AWS does since 2025; further algorithms where `wanted` names them.
    pub(crate) fn new(wanted: &Checksums) -> Self {
        let checksums = ChecksumHasher {
            crc32: wanted.crc32.is_some().then(s3s::crypto::Crc32::new),
            crc32c: wanted.crc32c.is_some().then(s3s::crypto::Crc32c::new),
            sha1: wanted.sha1.is_some().then(s3s::crypto::Sha1::new),
            sha256: wanted.sha256.is_some().then(s3s::crypto::Sha256::new),
            crc64nvme: Some(Crc64Nvme::new()),
        };
        Self { md5: Md5::new(), checksums }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.checksums.update(bytes);
    }

    pub(crate) fn finish(self) -> Digests {
        Digests { md5: self.md5.finalize(), checksums: self.checksums.finalize().into() }
    }
}

/// The CRC64NVME of a whole file, in base64.
pub(crate) fn crc64nvme_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = ChecksumHasher { crc64nvme: Some(Crc64Nvme::new()), ..ChecksumHasher::default() };
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    Ok(hasher.finalize().checksum_crc64nvme.expect("the hasher was asked for it"))
}
