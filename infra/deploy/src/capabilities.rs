use apoyo_cfn::{DeletionPolicy, Template};
use aws_sdk_cloudformation::types::Capability;

/// Properties by which an IAM resource gets a name that is not made by `CloudFormation`.
const NAMES: [&str; 5] = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"];

/// What a person must allow a template by deploying it: no more than it needs.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html>.
pub(crate) fn capabilities(template: &Template) -> Vec<Capability> {
    let mut iam =
        template.resources.values().filter(|resource| resource.kind.starts_with("AWS::IAM::")).peekable();
    if iam.peek().is_none() {
        return Vec::new();
    }
    let named = iam.any(|resource| NAMES.iter().any(|name| resource.properties.contains_key(*name)));
    vec![if named { Capability::CapabilityNamedIam } else { Capability::CapabilityIam }]
}

/// Whether the template names a bucket that outlives its stack. A stack that is made again then takes the bucket in, which
/// the change set shows, where it would fail over a name that is taken.
pub(crate) fn keeps_a_named_bucket(template: &Template) -> bool {
    template.resources.values().any(|resource| {
        let stays = resource.deletion_policy.is_some_and(|policy| policy != DeletionPolicy::Delete);
        stays && resource.kind == "AWS::S3::Bucket" && resource.properties.contains_key("BucketName")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use apoyo_cfn::Resource;
    use serde_json::{Value, json};

    fn needed(kind: &str, properties: Value) -> Vec<Capability> {
        let mut template = Template::new("test");
        template.resources.insert("A".parse().unwrap(), Resource::new(kind, properties));
        capabilities(&template)
    }

    #[test]
    fn only_what_the_template_needs_is_allowed() {
        assert_eq!(needed("AWS::SQS::Queue", json!({})), []);
        assert_eq!(needed("AWS::IAM::Role", json!({})), [Capability::CapabilityIam]);
        assert_eq!(needed("AWS::IAM::Role", json!({"RoleName": "r"})), [Capability::CapabilityNamedIam]);
    }

    #[test]
    fn only_a_bucket_that_stays_under_its_name_is_taken_in_again() {
        let keeps = |properties: Value, stays: bool| {
            let mut template = Template::new("test");
            let bucket = Resource::new("AWS::S3::Bucket", properties);
            let bucket = if stays { bucket.retained() } else { bucket };
            template.resources.insert("A".parse().unwrap(), bucket);
            keeps_a_named_bucket(&template)
        };
        assert!(keeps(json!({"BucketName": "fotos"}), true));
        assert!(!keeps(json!({"BucketName": "fotos"}), false));
        assert!(!keeps(json!({}), true));
    }
}
