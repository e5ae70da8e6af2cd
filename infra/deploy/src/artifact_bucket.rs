use apoyo_stack::BucketName;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketLocationConstraint,
    CreateBucketConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
    ObjectOwnership, PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use serde_json::json;

use crate::artifact::TEMPLATES;
use crate::error::call;
use crate::{Cloud, DeployError, Notice, Place};

/// Where artifacts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArtifactBucket {
    /// `apoyo-artifacts-<account>-<region>`: made when it is not there, and its settings put right at each deployment.
    Own,
    /// A bucket of this account in this region, which is used as it is.
    Given(BucketName),
}

/// Days that an uploaded template stays: long enough to look into a failed deployment.
const TEMPLATE_DAYS: i32 = 30;

/// Where S3 was when it had one region: it takes no name of it.
const FIRST_REGION: &str = "us-east-1";

impl ArtifactBucket {
    /// Its name in this account and region.
    pub fn name(&self, place: &Place) -> String {
        match self {
            Self::Own => format!("apoyo-artifacts-{}-{}", place.account, place.region),
            Self::Given(name) => name.as_str().to_owned(),
        }
    }
}

impl Cloud {
    /// Makes sure that the artifact bucket is there and, where it is our own, closed to everybody else.
    ///
    /// A zip of our own bucket stays for ever: a rolled-back deployment asks for the one before.
    pub(crate) async fn ready_bucket(
        &self,
        bucket: &ArtifactBucket,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<String, DeployError> {
        let name = bucket.name(self.place());
        let there = self.has_bucket(&name).await?;
        match bucket {
            ArtifactBucket::Given(_) if there => return Ok(name),
            ArtifactBucket::Given(_) => return Err(DeployError::NoBucket { bucket: name }),
            ArtifactBucket::Own if there => {}
            ArtifactBucket::Own => {
                self.create_bucket(&name).await?;
                tell(Notice::BucketMade { bucket: name.clone() });
            }
        }
        self.close_bucket(&name).await?;
        self.tidy_bucket(&name).await?;
        Ok(name)
    }

    async fn has_bucket(&self, name: &str) -> Result<bool, DeployError> {
        let asked =
            self.s3.head_bucket().bucket(name).expected_bucket_owner(&self.place().account).send().await;
        match asked.map_err(call("HeadBucket", name)) {
            Ok(_) => Ok(true),
            Err(error) if error.fault().is_some_and(|fault| fault.says(404, "NoSuchBucket")) => Ok(false),
            Err(error) if error.fault().is_some_and(|fault| fault.says(403, "AccessDenied")) => {
                Err(DeployError::ForeignBucket { bucket: name.to_owned() })
            }
            Err(error) => Err(error),
        }
    }

    async fn create_bucket(&self, name: &str) -> Result<(), DeployError> {
        let region = &self.place().region;
        let place = CreateBucketConfiguration::builder()
            .location_constraint(BucketLocationConstraint::from(region.as_str()))
            .build();
        let made = self
            .s3
            .create_bucket()
            .bucket(name)
            .object_ownership(ObjectOwnership::BucketOwnerEnforced)
            .set_create_bucket_configuration((region != FIRST_REGION).then_some(place))
            .send()
            .await;
        match made.map_err(call("CreateBucket", name)) {
            // Another deployment was quicker.
            Err(error) if error.fault().is_some_and(|fault| fault.says(0, "BucketAlreadyOwnedByYou")) => {
                Ok(())
            }
            made => made.map(drop),
        }
    }

    async fn close_bucket(&self, name: &str) -> Result<(), DeployError> {
        let nobody = PublicAccessBlockConfiguration::builder()
            .block_public_acls(true)
            .block_public_policy(true)
            .ignore_public_acls(true)
            .restrict_public_buckets(true)
            .build();
        let owner = &self.place().account;
        let put = self.s3.put_public_access_block().bucket(name).expected_bucket_owner(owner);
        put.public_access_block_configuration(nobody)
            .send()
            .await
            .map_err(call("PutPublicAccessBlock", name))?;
        let put = self.s3.put_bucket_policy().bucket(name).expected_bucket_owner(owner);
        put.policy(tls_only(self.place(), name)).send().await.map_err(call("PutBucketPolicy", name))?;
        Ok(())
    }

    async fn tidy_bucket(&self, name: &str) -> Result<(), DeployError> {
        let owner = &self.place().account;
        let put = self.s3.put_bucket_encryption().bucket(name).expected_bucket_owner(owner);
        put.server_side_encryption_configuration(encryption())
            .send()
            .await
            .map_err(call("PutBucketEncryption", name))?;
        let put = self.s3.put_bucket_lifecycle_configuration().bucket(name).expected_bucket_owner(owner);
        put.lifecycle_configuration(lifecycle())
            .send()
            .await
            .map_err(call("PutBucketLifecycleConfiguration", name))?;
        Ok(())
    }
}

fn encryption() -> ServerSideEncryptionConfiguration {
    let with = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256).build();
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(with.expect("an algorithm is named"))
        .build();
    ServerSideEncryptionConfiguration::builder().rules(rule).build().expect("there is a rule")
}

fn lifecycle() -> BucketLifecycleConfiguration {
    let everything = LifecycleRuleFilter::builder().prefix("").build();
    let uploads = LifecycleRule::builder()
        .id("AbortIncompleteUploads")
        .filter(everything)
        .abort_incomplete_multipart_upload(
            AbortIncompleteMultipartUpload::builder().days_after_initiation(2).build(),
        );
    let templates = LifecycleRule::builder()
        .id("ExpireTemplates")
        .filter(LifecycleRuleFilter::builder().prefix(TEMPLATES).build())
        .expiration(LifecycleExpiration::builder().days(TEMPLATE_DAYS).build());
    let rules = [uploads, templates].map(|rule| rule.status(ExpirationStatus::Enabled).build());
    let rules = rules.map(|rule| rule.expect("a status is given"));
    BucketLifecycleConfiguration::builder().set_rules(Some(rules.to_vec())).build().expect("there are rules")
}

/// Whoever comes without TLS is refused, whatever else they may do.
fn tls_only(place: &Place, bucket: &str) -> String {
    let arn = format!("arn:{}:s3:::{bucket}", place.partition());
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, format!("{arn}/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_named_after_account_and_region_and_fits() {
        let place = Place { account: "123456789012".into(), region: "ap-southeast-1".into() };
        let name = ArtifactBucket::Own.name(&place);
        assert_eq!(name, "apoyo-artifacts-123456789012-ap-southeast-1");
        assert!(BucketName::try_from(name).is_ok());
    }

    #[test]
    fn zips_never_expire_and_templates_do() {
        let rules = lifecycle().rules;
        let expiring: Vec<_> = rules.iter().filter(|rule| rule.expiration.is_some()).collect();
        let [templates] = expiring[..] else { panic!("one rule expires") };
        assert_eq!(templates.filter.as_ref().unwrap().prefix.as_deref(), Some("templates/"));
    }
}
