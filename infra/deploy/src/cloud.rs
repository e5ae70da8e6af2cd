use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::DeployError;
use crate::error::call;

/// One account in one region, and the clients that a deployment needs.
#[derive(Debug, Clone)]
pub struct Cloud {
    pub(crate) formation: aws_sdk_cloudformation::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    place: Place,
}

/// Where a stack is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    /// Such as `eu-west-1`.
    pub region: String,
}

/// Where S3 looks for a bucket's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressing {
    /// In the name of the host, as AWS's own endpoints do.
    Host,
    /// In the path: other endpoints have one name for all buckets.
    Path,
}

/// Tries of one call inside the SDK. Whoever asks again and again has a pace of their own on top.
const TRIES: u32 = 3;

/// A person waits in front of it, perhaps behind a slow line.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// One try of one call; a zip of 15 MB passes a line of 1 Mbit/s in two minutes.
const TRY_TIMEOUT: Duration = Duration::from_mins(5);

impl Cloud {
    /// The account and region that the environment names: `AWS_PROFILE`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_ENDPOINT_URL` and the like, read as the AWS command line reads them. Asks STS who is calling.
    ///
    /// # Errors
    /// When no region is named, when there are no credentials, or when STS does not take them.
    pub async fn from_environment() -> Result<Self, DeployError> {
        let shared = environment().await;
        // Another endpoint than AWS's own has no name per bucket.
        let other = shared.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        Self::new(&shared, if other { Addressing::Path } else { Addressing::Host }).await
    }

    /// The account and region of an SDK configuration that the caller made; S3 is told a bucket as `addressing`
    /// says.
    ///
    /// # Errors
    /// When no region is named, when there are no credentials, or when STS does not take them.
    pub async fn new(shared: &SdkConfig, addressing: Addressing) -> Result<Self, DeployError> {
        let region = shared.region().ok_or(DeployError::NoRegion)?.to_string();
        let caller = aws_sdk_sts::Client::new(shared).get_caller_identity().send().await;
        let caller = caller.map_err(call("GetCallerIdentity", "these credentials"))?;
        let s3 = aws_sdk_s3::config::Builder::from(shared)
            .force_path_style(addressing == Addressing::Path)
            .build();
        Ok(Self {
            formation: aws_sdk_cloudformation::Client::new(shared),
            s3: aws_sdk_s3::Client::from_conf(s3),
            place: Place { account: caller.account.unwrap_or_default(), region },
        })
    }

    /// The account and the region.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl Place {
    /// Domain of the region's services: the partition of China has another than the rest.
    pub(crate) fn domain(&self) -> &'static str {
        if self.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
    }

    /// First part of the region's ARNs.
    pub(crate) fn partition(&self) -> &'static str {
        match self.region.as_str() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }
}

async fn environment() -> SdkConfig {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_domain() {
        let place = |region: &str| Place { account: String::new(), region: region.to_owned() };
        assert_eq!((place("eu-west-1").partition(), place("eu-west-1").domain()), ("aws", "amazonaws.com"));
        assert_eq!(place("cn-north-1").domain(), "amazonaws.com.cn");
        assert_eq!(place("us-gov-west-1").partition(), "aws-us-gov");
    }
}
