use async_trait::async_trait;
use jiff::Timestamp;

/// How an object came to be.
///
/// Source: `reason` in <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationReason {
    /// `PutObject`.
    PutObject,
    /// `CopyObject`.
    CopyObject,
    /// `CompleteMultipartUpload`.
    CompleteMultipartUpload,
}

impl CreationReason {
    /// AWS's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PutObject => "PutObject",
            Self::CopyObject => "CopyObject",
            Self::CompleteMultipartUpload => "CompleteMultipartUpload",
        }
    }
}

/// An object that was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its `ETag`, without quotes.
    pub etag: String,
    /// Hexadecimal digits; of two uploads of a key the later one's sort after.
    pub sequencer: String,
    /// How it came to be.
    pub reason: CreationReason,
    /// When.
    pub at: Timestamp,
}

/// An entry of a log of uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Its number, which no other upload of this data folder ever has.
    pub number: u64,
    /// The upload.
    pub upload: Upload,
}

/// A log of what was uploaded, kept until it is forgotten: an upload that was acknowledged is in it, also after
/// `kill -9`.
#[async_trait]
pub trait UploadLog: Send + Sync + 'static {
    /// The next uploads, `limit` at most; waits until there is one. Those that were not forgotten come again.
    ///
    /// # Errors
    /// Words, when the log cannot be read.
    async fn next(&self, limit: usize) -> Result<Vec<Uploaded>, String>;

    /// Removes these from the log.
    ///
    /// # Errors
    /// Words, when the log cannot be written.
    async fn forget(&self, numbers: &[u64]) -> Result<(), String>;
}
