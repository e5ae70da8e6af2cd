//! The photo bucket.
//!
//! | safe by default | how |
//! |---|---|
//! | nobody outside sees it | Block Public Access, no ACLs (`BucketOwnerEnforced`), TLS 1.2 or newer only |
//! | bytes outlive mistakes | Retain, old versions stay for a while, trash stays for the retention |
//! | nothing piles up | lifecycle rules for trash, old versions and uploads that were never completed |

mod grants;
mod lifecycle;

use apoyo_cfn::{GetAtt, LogicalId, PolicyDocument, Principal, Ref, Resource, Statement, bucket_arn};
use apoyo_photo::Folders;
use serde_json::{Value, json};

use crate::{ConstructId, Days, Stack};

pub use grants::RecordFolder;

/// What the photo bucket is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoBucketProps {
    /// Its name, unique in the world; `None`: CloudFormation makes one from the stack's name.
    pub name: Option<String>,
    /// Names of the folders.
    pub folders: Folders,
    /// How long discarded photos can be looked at and brought back; 0: `delete` destroys them at once.
    pub trash: Days,
    /// How long overwritten and deleted content can be brought back by a person; 0: not at all.
    pub versions: Days,
    /// Who holds the key.
    pub encryption: Encryption,
}

/// Who holds the key that photos are encrypted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// S3 (SSE-S3): costs nothing, needs no grants.
    S3,
    /// A key of AWS KMS, by its ARN (SSE-KMS with a bucket key): whoever reads photos needs the key too.
    Kms {
        /// ARN of the key.
        key_arn: String,
    },
}

/// The bucket that photos are sorted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoBucket {
    id: LogicalId,
    folders: Folders,
    encryption: Encryption,
}

impl PhotoBucket {
    /// Adds the bucket and its policy.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &PhotoBucketProps) -> Self {
        let bucket = stack.add(id, Resource::new("AWS::S3::Bucket", properties(props)).retained());
        let policy =
            json!({"Bucket": Ref(&bucket), "PolicyDocument": PolicyDocument::new(tls_only(&bucket))});
        stack.add(&id.child("Policy"), Resource::new("AWS::S3::BucketPolicy", policy).retained());
        Self { id: bucket, folders: props.folders.clone(), encryption: props.encryption.clone() }
    }

    /// The bucket's name.
    pub fn name(&self) -> Value {
        Ref(&self.id).into()
    }

    /// The bucket's logical id.
    pub fn id(&self) -> &LogicalId {
        &self.id
    }

    /// Names of the folders.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }
}

fn properties(props: &PhotoBucketProps) -> Value {
    json!({
        "BucketName": props.name,
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
            "RestrictPublicBuckets": true,
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption(&props.encryption)]},
        "VersioningConfiguration": (props.versions > Days(0)).then(|| json!({"Status": "Enabled"})),
        "LifecycleConfiguration": {"Rules": lifecycle::rules(props)},
        "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": true}},
    })
}

fn encryption(encryption: &Encryption) -> Value {
    match encryption {
        Encryption::S3 => json!({"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}),
        Encryption::Kms { key_arn } => json!({
            // One data key for many photos: KMS is asked, and paid, a hundred times less often.
            "BucketKeyEnabled": true,
            "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn},
        }),
    }
}

fn tls_only(bucket: &LogicalId) -> Vec<Statement> {
    let everything = || [Value::from(GetAtt(bucket, "Arn")), bucket_arn(bucket, "*").into()];
    vec![
        Statement::deny("TlsOnly", &["s3:*"], everything()).of(Principal::Anyone).when(
            "Bool",
            "aws:SecureTransport",
            "false",
        ),
        Statement::deny("NoOldTls", &["s3:*"], everything()).of(Principal::Anyone).when(
            "NumericLessThan",
            "s3:TlsVersion",
            "1.2",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;

    fn props() -> PhotoBucketProps {
        PhotoBucketProps {
            name: None,
            folders: Folders::default(),
            trash: Days(30),
            versions: Days(7),
            encryption: Encryption::S3,
        }
    }

    fn defined(props: &PhotoBucketProps) -> Stack {
        let mut stack = Stack::new("test");
        PhotoBucket::define(&mut stack, &ConstructId::new("Photos"), props);
        stack
    }

    #[test]
    fn the_bucket_is_closed_to_the_public_and_outlives_the_stack() {
        let stack = defined(&props());
        let bucket = &stack.template().resources[&"Photos".parse::<LogicalId>().unwrap()];
        assert_eq!(bucket.deletion_policy, Some(apoyo_cfn::DeletionPolicy::Retain));
        let block = bucket.properties["PublicAccessBlockConfiguration"].as_object().unwrap();
        assert_eq!(block.values().filter(|value| **value == json!(true)).count(), 4);
    }

    #[test]
    fn everyone_without_tls_is_refused() {
        let stack = defined(&props());
        let policy = &properties(&stack, "PhotosPolicy")["PolicyDocument"]["Statement"][0];
        assert_eq!((&policy["Effect"], &policy["Principal"]), (&json!("Deny"), &json!("*")));
        assert_eq!(policy["Condition"], json!({"Bool": {"aws:SecureTransport": "false"}}));
    }

    #[test]
    fn a_key_of_ones_own_encrypts_with_a_bucket_key() {
        let encryption = Encryption::Kms { key_arn: "arn:aws:kms:eu-west-1:123456789012:key/k".into() };
        let stack = defined(&PhotoBucketProps { encryption, ..props() });
        let rule = &properties(&stack, "Photos")["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        assert_eq!(rule["BucketKeyEnabled"], json!(true));
    }

    #[test]
    fn without_old_versions_there_is_no_versioning() {
        let stack = defined(&PhotoBucketProps { versions: Days(0), ..props() });
        assert!(!properties(&stack, "Photos").contains_key("VersioningConfiguration"));
    }
}
