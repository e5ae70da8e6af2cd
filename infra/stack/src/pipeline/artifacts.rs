use apoyo_cfn::{GetAtt, LogicalId, PolicyDocument, Principal, Ref, Resource, Statement, bucket_arn};
use apoyo_constructs::{ConstructId, Stack};
use serde_json::{Value, json};

/// Days that an uploaded template stays; CloudFormation keeps a copy of what it deploys.
const TEMPLATE_DAYS: u8 = 30;

/// Where the bucket stands in the stack.
pub(super) fn id() -> ConstructId {
    ConstructId::new("Artifacts")
}

/// Adds the bucket of zips and templates, for `apoyo infra deploy --artifact-bucket`. It outlives the stack: a rollback
/// asks for the zips of the deployment before.
pub(super) fn define(stack: &mut Stack) {
    let properties = json!({
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
            "RestrictPublicBuckets": true,
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}],
        },
        "LifecycleConfiguration": {"Rules": rules()},
    });
    let bucket = stack.add(&id(), Resource::new("AWS::S3::Bucket", properties).retained());
    let policy =
        json!({"Bucket": Ref(&bucket), "PolicyDocument": PolicyDocument::new(vec![tls_only(&bucket)])});
    stack.add(&id().child("Policy"), Resource::new("AWS::S3::BucketPolicy", policy).retained());
    stack.output("ArtifactBucketName", "Bucket for `apoyo infra deploy --artifact-bucket`.", Ref(&bucket));
}

fn rules() -> Value {
    json!([
        {"Id": "AbortIncompleteUploads", "Status": "Enabled",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2}},
        {"Id": "ExpireTemplates", "Status": "Enabled", "Prefix": "templates/", "ExpirationInDays": TEMPLATE_DAYS},
    ])
}

fn tls_only(bucket: &LogicalId) -> Statement {
    let everything = [Value::from(GetAtt(bucket, "Arn")), bucket_arn(bucket, "*").into()];
    Statement::deny("TlsOnly", &["s3:*"], everything).of(Principal::Anyone).when(
        "Bool",
        "aws:SecureTransport",
        "false",
    )
}
