use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::LogicalId;

/// One resource of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Resource {
    /// Such as `AWS::S3::Bucket`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// The condition under which the resource is there; absent means always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<LogicalId>,
    /// Resources that must be there first although no property names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<LogicalId>,
    /// What happens to the thing when the resource leaves the stack; absent means CloudFormation's default for the
    /// type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_policy: Option<DeletionPolicy>,
    /// What happens to the old thing when an update makes a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_replace_policy: Option<DeletionPolicy>,
    /// What CloudFormation is told; values may be intrinsic functions.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
}

/// What happens to the thing behind a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletionPolicy {
    /// It is deleted.
    Delete,
    /// It stays, outside the stack.
    Retain,
    /// It is deleted when its creation is rolled back, and stays otherwise.
    RetainExceptOnCreate,
}

impl Resource {
    /// A resource of a type, with properties given as a JSON object.
    ///
    /// # Panics
    /// When `properties` is not a JSON object: a mistake in the calling source.
    pub fn new(kind: &str, properties: Value) -> Self {
        let Value::Object(properties) = properties else {
            panic!("properties of {kind} are no JSON object");
        };
        Self {
            kind: kind.to_owned(),
            condition: None,
            depends_on: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            properties: properties.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        }
    }

    /// The same, staying when the resource leaves the stack or is replaced.
    pub fn retained(mut self) -> Self {
        self.deletion_policy = Some(DeletionPolicy::Retain);
        self.update_replace_policy = Some(DeletionPolicy::Retain);
        self
    }

    /// The same, created after another resource that no property names.
    pub fn after(mut self, other: &LogicalId) -> Self {
        self.depends_on.push(other.clone());
        self
    }

    /// The same, there only where a condition of the template holds.
    pub fn only_if(mut self, condition: &LogicalId) -> Self {
        self.condition = Some(condition.clone());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_property_without_a_value_is_absent() {
        let resource = Resource::new("AWS::SQS::Queue", json!({"QueueName": null, "DelaySeconds": 0}));
        let text = serde_json::to_value(&resource).unwrap();
        assert_eq!(text, json!({"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 0}}));
    }

    #[test]
    fn a_retained_resource_also_survives_replacement() {
        let text = serde_json::to_value(Resource::new("AWS::S3::Bucket", json!({})).retained()).unwrap();
        assert_eq!(
            text,
            json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"})
        );
    }
}
