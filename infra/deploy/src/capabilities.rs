use apoyo_cfn::Template;
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
}
