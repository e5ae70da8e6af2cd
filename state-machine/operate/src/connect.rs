use apoyo_bucket::{aws_environment, with_causes};
use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;

use crate::OperateError;

/// What all clients start from, as the environment says: region, credentials, `AWS_ENDPOINT_URL`. Asks for the credentials
/// once, so that their absence is said at once and plainly.
///
/// # Errors
/// When no region is named, or there are no credentials.
pub async fn connect() -> Result<SdkConfig, OperateError> {
    let shared = aws_environment().await;
    if shared.region().is_none() {
        return Err(OperateError::NoRegion);
    }
    let provider = shared.credentials_provider();
    let provider =
        provider.ok_or_else(|| OperateError::NoCredentials { why: "none are configured".into() })?;
    match provider.provide_credentials().await {
        Ok(_) => Ok(shared),
        // The chain tells what it tried in a line for each.
        Err(error) => Err(OperateError::NoCredentials { why: with_causes(&error).replace('\n', "; ") }),
    }
}

/// Whether Step Functions is reached at another endpoint than AWS's own, such as the embedded cloud's.
pub fn has_own_endpoint(shared: &SdkConfig) -> bool {
    shared.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_SFN").is_some()
}
