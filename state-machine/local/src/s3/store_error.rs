use std::io;
use std::path::{Path, PathBuf};

use http::StatusCode;
use s3s::{S3Error, S3ErrorCode};

/// Why an operation on the store did not happen; [`S3Error`] is made of it in one place, here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("{action} {path}: {source}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error("the index of the embedded S3: {0}")]
    Index(#[from] rusqlite::Error),
    #[error("the index of the embedded S3 holds a row that cannot be read: {0}")]
    Row(#[from] serde_json::Error),
    #[error("{path} is a symbolic link or no folder, and keys lead through folders only")]
    NotAFolder { path: PathBuf },
    #[error("the key kept changing on disk while it was written: {key}")]
    Unsettled { key: String },
    #[error("{message}")]
    Refused { code: S3ErrorCode, message: String },
}

impl StoreError {
    /// What S3 documents under `code`.
    pub(crate) fn refused(code: S3ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into() }
    }

    pub(crate) fn no_such_key(key: &str) -> Self {
        Self::refused(S3ErrorCode::NoSuchKey, format!("the specified key does not exist: {key}"))
    }

    pub(crate) fn no_such_bucket(bucket: &str) -> Self {
        Self::refused(S3ErrorCode::NoSuchBucket, format!("the specified bucket does not exist: {bucket}"))
    }

    pub(crate) fn precondition_failed(condition: &str) -> Self {
        let text = format!("at least one of the pre-conditions you specified did not hold: {condition}");
        Self::refused(S3ErrorCode::PreconditionFailed, text)
    }

    /// For `map_err`: names what was done to which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

impl From<StoreError> for S3Error {
    fn from(error: StoreError) -> Self {
        let text = error.to_string();
        match error {
            StoreError::Refused { code, message } => S3Error::with_message(code, message),
            StoreError::Io { source, .. } => io_error(&source, text),
            StoreError::NotAFolder { .. } => S3Error::with_message(S3ErrorCode::AccessDenied, text),
            StoreError::Index(source) => index_error(&source, text),
            StoreError::Unsettled { .. } => S3Error::with_message(S3ErrorCode::OperationAborted, text),
            StoreError::Row(_) => S3Error::with_message(S3ErrorCode::InternalError, text),
        }
    }
}

fn io_error(source: &io::Error, text: String) -> S3Error {
    use io::ErrorKind as Kind;
    match source.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => storage_full(text),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            S3Error::with_message(S3ErrorCode::AccessDenied, text)
        }
        _ => S3Error::with_message(S3ErrorCode::InternalError, text),
    }
}

fn index_error(source: &rusqlite::Error, text: String) -> S3Error {
    use rusqlite::ErrorCode as Code;
    match source.sqlite_error_code() {
        Some(Code::DiskFull) => storage_full(text),
        Some(Code::ReadOnly | Code::PermissionDenied) => {
            S3Error::with_message(S3ErrorCode::AccessDenied, text)
        }
        _ => S3Error::with_message(S3ErrorCode::InternalError, text),
    }
}

/// S3 has no word for a full disk; 507 is HTTP's.
fn storage_full(text: String) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom("InsufficientStorage".into()), text);
    error.set_status_code(StatusCode::INSUFFICIENT_STORAGE);
    error
}
