use apoyo_photo::{Folder, Folders};
use serde::{Deserialize, Serialize};

use super::text_rule::text_rule;
use super::{ConfigError, Within};

/// The photo bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BucketConfig {
    /// Its name, unique in the world; default: CloudFormation makes one from the stack's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<BucketName>,
    /// Names of the folders, each ending in `/`; defaults `sin procesar/`, `procesando/`, `procesadas/`,
    /// `por revisar/`, `descartadas/`, `ejecuciones/`.
    pub folders: Folders,
    /// Days that discarded photos can be looked at and brought back; 0 destroys them at once; default 30.
    pub trash_days: Within<0, 3650>,
    /// Days that a person can bring back what was overwritten or deleted; 0 keeps no old versions; default 7.
    pub version_days: Within<0, 3650>,
    /// ARN of a KMS key to encrypt with; default: S3's own key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<KmsKeyArn>,
}

text_rule! {
    /// Name of a bucket: 3 to 63 lower-case letters, digits, `.` and `-`, beginning and ending with a letter or digit.
    BucketName,
    |text: &str| format!("{text:?} is not the name of a bucket, 3 to 63 of a-z, 0-9, \".\" and \"-\" are"),
    |text| {
        let outer = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (3..=63).contains(&text.len())
            && text.starts_with(outer)
            && text.ends_with(outer)
            && text.chars().all(|c| outer(c) || c == '-' || c == '.')
            && !text.contains("..")
    }
}

text_rule! {
    /// ARN of a KMS key: `arn:aws:kms:REGION:ACCOUNT:key/ID`. An alias cannot be named in a policy.
    KmsKeyArn,
    |text: &str| format!("{text:?} is not the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID is"),
    |text| {
        let parts: Vec<_> = text.split(':').collect();
        let shape = matches!(parts[..], ["arn", _, "kms", _, _, key] if key.starts_with("key/"));
        shape && text.chars().all(|c| c.is_ascii_alphanumeric() || ":/-_".contains(c))
    }
}

impl Default for BucketConfig {
    fn default() -> Self {
        Self {
            name: None,
            folders: Folders::default(),
            trash_days: const { Within::new(30) },
            version_days: const { Within::new(7) },
            kms_key_arn: None,
        }
    }
}

impl BucketConfig {
    /// Folder names stand in policies and event patterns, where `*`, `?` and `$` mean something else than themselves.
    pub(super) fn check_folders(&self) -> Result<(), ConfigError> {
        let prefixes = Folder::ALL.into_iter().map(|folder| self.folders.prefix(folder));
        for name in prefixes.chain([self.folders.executions_prefix()]) {
            if let Some(character) = name.chars().find(|c| "*?${}\"\\".contains(*c) || c.is_control()) {
                return Err(ConfigError::Contradiction(format!(
                    "field bucket.folders: folder name {name:?} has the character {character:?}, which policies \
                     read as something else; letters, digits, spaces and punctuation other than *?${{}}\"\\ are allowed"
                )));
            }
        }
        Ok(())
    }
}
