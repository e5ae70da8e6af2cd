//! Sends a request: its address, its signature, the exchange itself.

mod address;
mod exchange;
mod signature;

use std::time::SystemTime;

use aws_credential_types::provider::ProvideCredentials;

pub(crate) use exchange::SendError;

use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::wire::{ApiReply, ApiRequest};

/// Sends a request to its service and reads the whole reply.
///
/// # Errors
/// When there are no keys to sign it with, or the service was not reached or did not answer to the end.
pub(crate) async fn send(
    call: &Call,
    endpoint: &Endpoint,
    request: ApiRequest,
    now: SystemTime,
) -> Result<ApiReply, SendError> {
    let credentials = endpoint.signer.credentials.provide_credentials().await;
    let credentials = credentials.map_err(|error| SendError::NoKeys(exchange::reasons(&error)))?;
    let mut addressed = address::of(call, endpoint, request)?;
    let headers = signature::headers((call.model, &endpoint.signer.region), (credentials, now), &addressed)?;
    addressed.headers.extend(headers);
    exchange::exchange(call, endpoint, addressed).await
}
