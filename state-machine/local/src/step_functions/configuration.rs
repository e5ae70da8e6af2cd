//! How a machine logs, traces and encrypts: checked, kept and shown.
//!
//! There is no `CloudWatch` Logs, X-Ray or KMS here. A log destination is therefore never found, as AWS says of one that
//! was deleted: a machine that seems to log and does not would be worse. Tracing and keys are kept, and nothing is traced
//! or encrypted.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ApiError;

/// `loggingConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Logging {
    level: String,
    include_execution_data: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    destinations: Option<Vec<Value>>,
}

impl Default for Logging {
    fn default() -> Self {
        Self { level: "OFF".to_owned(), include_execution_data: false, destinations: None }
    }
}

impl Logging {
    /// The configuration, where it is one that can be followed here.
    ///
    /// # Errors
    /// `InvalidLoggingConfiguration` where it names no log group, several, or one that is not there.
    pub(super) fn check(self) -> Result<Self, ApiError> {
        let refused = |what: &str| {
            Err(ApiError::new(
                "InvalidLoggingConfiguration",
                format!("Invalid Logging Configuration: {what}"),
            ))
        };
        let count = self.destinations.as_ref().map_or(0, Vec::len);
        match (self.level.as_str(), count) {
            ("OFF", 0) => Ok(self),
            (_, 1) => refused("Log Destination not found."),
            _ => refused("Must specify exactly one Log Destination."),
        }
    }
}

/// `tracingConfiguration`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Tracing {
    enabled: bool,
}

/// `encryptionConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Encryption {
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_data_key_reuse_period_seconds: Option<u64>,
    r#type: KeyType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum KeyType {
    AwsOwnedKey,
    CustomerManagedKmsKey,
}

/// How long a data key serves where nothing is said.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html>.
const REUSE_SECONDS: u64 = 300;

impl Default for Encryption {
    fn default() -> Self {
        Self { kms_key_id: None, kms_data_key_reuse_period_seconds: None, r#type: KeyType::AwsOwnedKey }
    }
}

impl Encryption {
    /// The configuration with its defaults.
    ///
    /// # Errors
    /// `InvalidEncryptionConfiguration` where key and type do not go together.
    pub(super) fn check(self) -> Result<Self, ApiError> {
        let refused = |what: &str| {
            let text = format!("Invalid Encryption Configuration: '{what}'");
            Err(ApiError::new("InvalidEncryptionConfiguration", text))
        };
        match (self.r#type, &self.kms_key_id, self.kms_data_key_reuse_period_seconds) {
            (KeyType::AwsOwnedKey, None, None) => Ok(self),
            (KeyType::AwsOwnedKey, ..) => {
                refused("kmsKeyId and kmsDataKeyReusePeriodSeconds must be null when type is AWS_OWNED_KEY")
            }
            (KeyType::CustomerManagedKmsKey, None, _) => {
                refused("kmsKeyId must not be null when type is CUSTOMER_MANAGED_KMS_KEY")
            }
            (KeyType::CustomerManagedKmsKey, Some(_), seconds) => {
                Ok(Self { kms_data_key_reuse_period_seconds: Some(seconds.unwrap_or(REUSE_SECONDS)), ..self })
            }
        }
    }
}

/// The three, as a revision has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Configuration {
    pub(super) logging: Logging,
    pub(super) tracing: Tracing,
    pub(super) encryption: Encryption,
}

impl Configuration {
    /// This configuration with those parts replaced that are given.
    ///
    /// # Errors
    /// When one of them cannot be followed.
    pub(super) fn changed(
        &self,
        (logging, tracing, encryption): (Option<Logging>, Option<Tracing>, Option<Encryption>),
    ) -> Result<Self, ApiError> {
        Ok(Self {
            logging: logging.map_or_else(|| Ok(self.logging.clone()), Logging::check)?,
            tracing: tracing.unwrap_or_else(|| self.tracing.clone()),
            encryption: encryption.map_or_else(|| Ok(self.encryption.clone()), Encryption::check)?,
        })
    }

    pub(super) fn logging_reply(&self) -> Value {
        json!(self.logging)
    }

    pub(super) fn tracing_reply(&self) -> Value {
        json!(self.tracing)
    }

    pub(super) fn encryption_reply(&self) -> Value {
        json!(self.encryption)
    }
}
