use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Key of a photo in the photo bucket, URL-decoded; 1 to 1,024 bytes of UTF-8, not ending in `/`.
///
/// The limit is S3's: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>. A key that ends in `/`
/// is the marker that the S3 console writes for an empty folder, never a photo.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoKey(Box<str>);

/// Why a text is not the key of a photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhotoKey {
    /// The text has no bytes.
    #[error("photo key is empty, at least 1 byte is needed")]
    Empty,
    /// The text is longer than S3 allows.
    #[error("photo key has {bytes} bytes, at most {} are allowed", PhotoKey::MAX_BYTES)]
    TooLong {
        /// Length found.
        bytes: usize,
    },
    /// The text names a folder.
    #[error("photo key {key:?} ends in \"/\", which names a folder, not a photo")]
    NamesFolder {
        /// The text found.
        key: String,
    },
}

impl PhotoKey {
    /// Longest key that S3 accepts, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 1024;

    /// The key as text, as S3 takes it (not URL-encoded).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl FromStr for PhotoKey {
    type Err = InvalidPhotoKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "" => Err(InvalidPhotoKey::Empty),
            _ if text.len() > Self::MAX_BYTES => Err(InvalidPhotoKey::TooLong { bytes: text.len() }),
            _ if text.ends_with('/') => Err(InvalidPhotoKey::NamesFolder { key: text.to_owned() }),
            _ => Ok(Self(text.into())),
        }
    }
}

impl TryFrom<String> for PhotoKey {
    type Error = InvalidPhotoKey;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PhotoKey> for String {
    fn from(key: PhotoKey) -> Self {
        key.0.into()
    }
}

impl fmt::Display for PhotoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_1024_bytes_is_the_longest() {
        assert!("é".repeat(512).parse::<PhotoKey>().is_ok());
        let refused = "é".repeat(513).parse::<PhotoKey>().unwrap_err();
        assert_eq!(refused.to_string(), "photo key has 1026 bytes, at most 1024 are allowed");
    }

    #[test]
    fn a_folder_marker_is_not_a_photo() {
        assert!("sin procesar/".parse::<PhotoKey>().is_err());
        assert!("".parse::<PhotoKey>().is_err());
    }

    #[test]
    fn the_file_name_is_what_follows_the_last_slash() {
        assert_eq!("a/b c/d.jpg".parse::<PhotoKey>().unwrap().file_name(), "d.jpg");
        assert_eq!("d.jpg".parse::<PhotoKey>().unwrap().file_name(), "d.jpg");
    }
}
