use std::net::SocketAddr;

/// Why a service cannot be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotConfigured {
    #[error(
        "no endpoint is configured for {service}: set AWS_ENDPOINT_URL_{variable} (this service alone) or \
         AWS_ENDPOINT_URL (every service) to its address, as in http://127.0.0.1:4566"
    )]
    NoEndpoint { service: String, variable: String },
    #[error("the endpoint configured for {service} cannot be used: {reason}")]
    BadEndpoint { service: String, reason: String },
    #[error("no region is configured to call {service} in: set AWS_REGION, as in us-east-1")]
    NoRegion { service: String },
    #[error(
        "no credentials are configured to call {service} with: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and \
         AWS_SECRET_ACCESS_KEY (any text does for most services that are not AWS)"
    )]
    NoCredentials { service: String },
    #[error("the credentials to call {service} with cannot be loaded: {reason}")]
    BadCredentials { service: String, reason: String },
    #[error("no HTTP client is configured to call {service} with")]
    NoHttpClient { service: String },
    #[error(
        "the endpoint configured for {service}, {address}, is this process itself, which has no {service}: set \
         AWS_ENDPOINT_URL_{variable} to the address of another"
    )]
    Itself { service: String, variable: String, address: SocketAddr },
}
