use std::sync::Arc;

use super::{unpacked, unreadable};
use crate::failure::Failure;
use crate::objects::{ByteStream, ObjectStore};

/// An object that is read.
pub(super) struct Place {
    pub(super) bucket: String,
    pub(super) key: String,
    packing: Packing,
}

enum Packing {
    /// The bytes are the file.
    Plain,
    /// The bytes are the file compressed by gzip, where the key ends in `.gz`.
    ByName,
}

impl Place {
    /// An object that is read as it is.
    pub(super) fn plain(bucket: String, key: String) -> Self {
        Self { bucket, key, packing: Packing::Plain }
    }

    /// An object that a manifest lists: those who write manifests compress what they list.
    pub(super) fn listed(bucket: String, key: String) -> Self {
        Self { bucket, key, packing: Packing::ByName }
    }

    /// As `Map.Item.Source` names it.
    pub(super) fn source(&self) -> Arc<str> {
        format!("S3://{}/{}", self.bucket, self.key).into()
    }

    /// The bytes of the file.
    pub(super) async fn open(&self, objects: &Arc<dyn ObjectStore>) -> Result<ByteStream, Failure> {
        let bytes = objects.get(&self.bucket, &self.key).await.map_err(unreadable)?;
        Ok(match self.packing {
            Packing::ByName if self.key.strip_suffix(".gz").is_some() => unpacked::gunzipped(bytes, self),
            Packing::ByName | Packing::Plain => bytes,
        })
    }
}
