use crate::{LogicalId, Sub};

/// The ARN of what lies in a bucket under this key or pattern: `arn:…:s3:::bucket/key`.
pub fn bucket_arn(bucket: &LogicalId, key: &str) -> Sub {
    Sub::new().attribute(bucket, "Arn").text("/").text(key)
}
