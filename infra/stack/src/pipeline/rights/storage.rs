use super::Right;
use crate::pipeline::names::Things;

/// The photo bucket's settings. Nothing here reads, writes or deletes an object, or the bucket itself, which outlives the
/// stack.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "PhotoBucket",
        kinds: &["AWS::S3::Bucket"],
        actions: &[
            "s3:CreateBucket",
            "s3:ListBucket",
            "s3:ListTagsForResource",
            "s3:PutBucketNotification",
            "s3:PutBucketOwnershipControls",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutBucketTagging",
            "s3:PutBucketVersioning",
            "s3:PutEncryptionConfiguration",
            "s3:PutLifecycleConfiguration",
            "s3:TagResource",
            "s3:UntagResource",
        ],
        on: Things::PhotoBucket,
    },
    // The handlers look at every setting, also at those that the template leaves alone.
    Right {
        sid: "LookAtPhotoBucket",
        kinds: &["AWS::S3::Bucket"],
        actions: &[
            "s3:GetAccelerateConfiguration",
            "s3:GetAnalyticsConfiguration",
            "s3:GetBucketAbac",
            "s3:GetBucketAcl",
            "s3:GetBucketCORS",
            "s3:GetBucketLogging",
            "s3:GetBucketMetadataTableConfiguration",
            "s3:GetBucketNotification",
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetBucketWebsite",
            "s3:GetEncryptionConfiguration",
            "s3:GetIntelligentTieringConfiguration",
            "s3:GetInventoryConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:GetMetricsConfiguration",
            "s3:GetReplicationConfiguration",
        ],
        on: Things::PhotoBucket,
    },
    Right {
        sid: "BucketPolicy",
        kinds: &["AWS::S3::BucketPolicy"],
        actions: &["s3:GetBucketPolicy", "s3:PutBucketPolicy"],
        on: Things::PhotoBucket,
    },
];
