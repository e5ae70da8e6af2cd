use serde::Serialize;
use serde_json::Value;

use super::property::{PropertyDifference, differences};

/// One thing of a stack that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What it is.
    pub section: Section,
    /// Its name in the template.
    pub logical_id: String,
    /// Type of the resource, such as `AWS::S3::Bucket`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// How it differs.
    pub kind: Kind,
    /// Where it differs; empty for what comes or goes as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PropertyDifference>,
    /// Whether it changes who may do what.
    pub iam: bool,
}

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Section {
    /// A parameter's value, or its rules.
    Parameter,
    /// A resource.
    Resource,
    /// An output.
    Output,
    /// Anything else that a template has, such as its description.
    Other,
}

/// How a thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It goes.
    Removed,
    /// It is another than before.
    Changed,
}

/// Properties that say who may do what, wherever they stand.
const IAM_PROPERTIES: [&str; 6] = [
    "PolicyDocument",
    "AssumeRolePolicyDocument",
    "KeyPolicy",
    "RepositoryPolicyText",
    "ManagedPolicyArns",
    "Policies",
];

impl Entry {
    /// How a thing differs between two templates; `None` when it does not.
    pub(crate) fn between(
        section: Section,
        id: &str,
        (old, new): (Option<&Value>, Option<&Value>),
    ) -> Option<Self> {
        let (kind, places) = match (old, new) {
            (None, None) => return None,
            (None, Some(_)) => (Kind::Added, Vec::new()),
            (Some(_), None) => (Kind::Removed, Vec::new()),
            (Some(old), Some(new)) => (Kind::Changed, differences("", old, new)),
        };
        if kind == Kind::Changed && places.is_empty() {
            return None;
        }
        let resource_type = new.or(old).and_then(|thing| thing["Type"].as_str()).map(ToOwned::to_owned);
        let resource_type = resource_type.filter(|_| section == Section::Resource);
        let iam = resource_type.as_deref().is_some_and(is_of_iam) || places.iter().any(is_place_of_iam);
        Some(Self { section, logical_id: id.to_owned(), resource_type, kind, places, iam })
    }
}

fn is_of_iam(resource_type: &str) -> bool {
    resource_type.starts_with("AWS::IAM::")
        || ["Policy", "::Permission", "::AccessEntry"].iter().any(|end| resource_type.ends_with(end))
}

fn is_place_of_iam(place: &PropertyDifference) -> bool {
    place.path.split(['.', '[']).any(|part| IAM_PROPERTIES.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(old: &Value, new: &Value) -> Entry {
        Entry::between(Section::Resource, "A", (Some(old), Some(new))).unwrap()
    }

    #[test]
    fn a_change_of_who_may_do_what_is_marked() {
        let role = |action: &str| json!({"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"Action": action}]}});
        assert!(entry(&role("s3:GetObject"), &role("s3:*")).iam);
        let key =
            |who: &str| json!({"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Principal": who}}});
        assert!(entry(&key("a"), &key("*")).iam);
        let queue = |seconds: u8| json!({"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": seconds}});
        assert!(!entry(&queue(1), &queue(2)).iam);
    }

    #[test]
    fn a_policy_that_comes_or_goes_is_marked() {
        let policy = json!({"Type": "AWS::SQS::QueuePolicy"});
        let added = Entry::between(Section::Resource, "A", (None, Some(&policy))).unwrap();
        assert!(added.iam && added.kind == Kind::Added);
    }
}
