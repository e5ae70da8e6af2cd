//! Sends a request: its address, its signature, the exchange itself.

mod address;
mod exchange;
mod signature;

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;

pub(crate) use exchange::SendError;

use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::not_configured::NotConfigured;
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
    let credentials = keys((call.service, endpoint)).await.map_err(SendError::NoKeys)?;
    let mut addressed = address::of(call, endpoint, request)?;
    let headers = signature::headers((call.model, &endpoint.signer.region), (credentials, now), &addressed)?;
    addressed.headers.extend(headers);
    exchange::exchange(call, endpoint, addressed).await
}

/// The keys to call a service with, which may have to be fetched.
///
/// # Errors
/// When there are none.
pub(crate) async fn keys((service, endpoint): (&str, &Endpoint)) -> Result<Credentials, NotConfigured> {
    let service = service.to_owned();
    endpoint.signer.credentials.provide_credentials().await.map_err(|error| match error {
        CredentialsError::CredentialsNotLoaded(_) => NotConfigured::NoCredentials { service },
        other => NotConfigured::BadCredentials { service, reason: exchange::reasons(&other) },
    })
}
