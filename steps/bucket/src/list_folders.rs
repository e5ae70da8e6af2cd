use std::future::Future;

use aws_sdk_s3::types::EncodingType;

use crate::error::fault;
use crate::list_photos::decode;
use crate::{Bucket, BucketError, Operation};

/// Up to 1,000 folders of a listing, in the order of their names' bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FolderPage {
    /// Their key prefixes, URL-decoded, each ending in `/`.
    pub folders: Vec<String>,
    /// What to ask the next page with; `None` at the end.
    pub next: Option<String>,
}

/// The ability to say which folders lie directly in another, without a walk through all that they hold. Needs
/// `s3:ListBucket`.
pub trait ListFolders {
    /// One page of the folders directly below `prefix`, from the start or from a page's `next`.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn folders(
        &self,
        prefix: &str,
        next: Option<String>,
    ) -> impl Future<Output = Result<FolderPage, BucketError>> + Send;
}

impl ListFolders for Bucket {
    async fn folders(&self, prefix: &str, next: Option<String>) -> Result<FolderPage, BucketError> {
        let answer = self
            .client()
            .list_objects_v2()
            .bucket(self.name())
            .prefix(prefix)
            .delimiter("/")
            .encoding_type(EncodingType::Url)
            .set_continuation_token(next)
            .send()
            .await
            .map_err(|error| BucketError::call(Operation::ListObjectsV2, prefix, fault(&error)))?;
        let encoded = answer.encoding_type() == Some(&EncodingType::Url);
        let names = answer.common_prefixes.unwrap_or_default().into_iter().filter_map(|found| found.prefix);
        let folders = names.map(|name| if encoded { decode(&name) } else { name }).collect();
        Ok(FolderPage { folders, next: answer.next_continuation_token })
    }
}
