use std::sync::Arc;

use s3s::{S3Error, S3Result};

use super::store::Store;
use super::store_error::StoreError;

/// Runs file and index work on a thread that may wait for the disk.
pub(crate) async fn blocking<T: Send + 'static>(
    store: &Arc<Store>,
    work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> S3Result<T> {
    let store = Arc::clone(store);
    match tokio::task::spawn_blocking(move || work(&store)).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(S3Error::internal_error(error)),
    }
}
