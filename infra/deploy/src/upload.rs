use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode};

use crate::error::call;
use crate::{Artifact, Cloud, DeployError, Notice};

/// What is at an artifact's key.
#[derive(Debug, PartialEq, Eq)]
enum There {
    Nothing,
    TheSame,
    SomethingElse,
}

impl Cloud {
    /// Uploads what is not there yet. S3 compares what arrives with its checksum, and refuses what differs.
    pub(crate) async fn upload(
        &self,
        bucket: &str,
        artifact: &Artifact,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<(), DeployError> {
        let there = self.there(bucket, artifact).await?;
        let (key, bytes) = (artifact.key().to_owned(), artifact.bytes().len());
        if there == There::TheSame {
            tell(Notice::AlreadyThere { key });
            return Ok(());
        }
        let put = self.s3.put_object().bucket(bucket).key(&key).expected_bucket_owner(&self.place().account);
        put.checksum_algorithm(ChecksumAlgorithm::Sha256)
            .checksum_sha256(artifact.checksum())
            .body(ByteStream::from(artifact.bytes().to_vec()))
            .send()
            .await
            .map_err(call("PutObject", &key))?;
        tell(match there {
            There::SomethingElse => Notice::PutRight { key },
            _ => Notice::Uploaded { key, bytes },
        });
        Ok(())
    }

    async fn there(&self, bucket: &str, artifact: &Artifact) -> Result<There, DeployError> {
        let owner = &self.place().account;
        let head = self.s3.head_object().bucket(bucket).key(artifact.key()).expected_bucket_owner(owner);
        match head
            .checksum_mode(ChecksumMode::Enabled)
            .send()
            .await
            .map_err(call("HeadObject", artifact.key()))
        {
            Ok(object) if object.checksum_sha256.as_deref() == Some(&artifact.checksum()) => {
                Ok(There::TheSame)
            }
            Ok(_) => Ok(There::SomethingElse),
            Err(error) if error.fault().is_some_and(|fault| fault.says(404, "NoSuchKey")) => {
                Ok(There::Nothing)
            }
            Err(error) => Err(error),
        }
    }
}
