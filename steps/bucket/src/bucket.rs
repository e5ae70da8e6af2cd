use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::Client;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// The photo bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// Tries of one call inside the SDK: a lost connection or a `SlowDown` is over in a second; what lasts longer is the
/// state machine's to retry, with its longer waits. Repeating is safe: a copy that had its effect though its answer was
/// lost is then refused by `If-None-Match`, and found by its marks.
const TRIES: u32 = 3;

/// A connection to S3 in the same region takes milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// One try of one call. `CopyObject` of 5 GB and `GetObject` of a photo stay well under it; a Lambda's own time-out is
/// longer, so a call that hangs is reported as `Transient` and not as a killed function.
const TRY_TIMEOUT: Duration = Duration::from_secs(50);

impl Bucket {
    /// The bucket of this name, reached through a client that the caller made.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into() }
    }

    /// The bucket of this name, reached as the environment says (region, credentials, `AWS_ENDPOINT_URL`).
    pub async fn from_environment(name: impl Into<String>) -> Self {
        Self::in_environment(&aws_environment().await, name)
    }

    /// The bucket of this name, reached through what [`aws_environment`] has made, for a program that has other clients of it
    /// too: reading the certificates that TLS trusts is most of what a cold start does, so it is done once.
    pub fn in_environment(shared: &SdkConfig, name: impl Into<String>) -> Self {
        // Another endpoint than AWS's own has no name per bucket.
        let path_style = shared.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        let config = aws_sdk_s3::config::Builder::from(shared).force_path_style(path_style).build();
        Self::new(Client::from_conf(config), name)
    }

    /// The bucket's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

/// What every AWS client of a step starts from: the environment, rustls over ring, and our retries and time-outs. In the
/// static binaries that AWS runs, host names are then looked up by what is inside them ([`apoyo_nss`]).
pub async fn aws_environment() -> SdkConfig {
    apoyo_nss::ask_built_in_services_only();
    let http =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(TRY_TIMEOUT)
        .build();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(timeouts)
        .load()
        .await
}
