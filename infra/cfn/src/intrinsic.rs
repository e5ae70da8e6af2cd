use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::LogicalId;

/// `Ref`: the physical id of a resource, or the value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ref<'a>(pub &'a LogicalId);

/// `Fn::GetAtt`: an attribute of a resource, such as its `Arn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetAtt<'a>(pub &'a LogicalId, pub &'static str);

/// Parameters that CloudFormation sets itself.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pseudo {
    /// Twelve digits.
    AccountId,
    /// `aws`, `aws-cn` or `aws-us-gov`: the second part of each ARN.
    Partition,
    /// Such as `eu-west-1`.
    Region,
    /// The ARN of the stack.
    StackId,
    /// The name that the stack was created under.
    StackName,
    /// `amazonaws.com` in most regions.
    UrlSuffix,
}

/// `Fn::Sub`: text with names in it; built part by part, so that literal text cannot turn into a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sub(String);

impl Pseudo {
    /// The name as it stands in `Ref`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountId => "AWS::AccountId",
            Self::Partition => "AWS::Partition",
            Self::Region => "AWS::Region",
            Self::StackId => "AWS::StackId",
            Self::StackName => "AWS::StackName",
            Self::UrlSuffix => "AWS::URLSuffix",
        }
    }
}

impl Sub {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ARN of something of a service in this partition, region and account: `arn:…:service:region:account:rest`.
    pub fn arn(service: &str, rest: &str) -> Self {
        Self::new()
            .text("arn:")
            .pseudo(Pseudo::Partition)
            .text(&format!(":{service}:"))
            .pseudo(Pseudo::Region)
            .text(":")
            .pseudo(Pseudo::AccountId)
            .text(":")
            .text(rest)
    }

    /// A text that holds its `${…}` marks already, such as a state machine's definition.
    pub fn marked(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Appends text that CloudFormation leaves alone, whatever it holds.
    pub fn text(mut self, literal: &str) -> Self {
        self.0.push_str(&literal.replace("${", "${!"));
        self
    }

    /// Appends the physical id of a resource or the value of a parameter.
    pub fn reference(self, id: &LogicalId) -> Self {
        self.mark(id.as_str())
    }

    /// Appends an attribute of a resource.
    pub fn attribute(self, id: &LogicalId, name: &str) -> Self {
        self.mark(&format!("{id}.{name}"))
    }

    /// Appends what CloudFormation sets itself.
    pub fn pseudo(self, name: Pseudo) -> Self {
        self.mark(name.as_str())
    }

    fn mark(mut self, name: &str) -> Self {
        self.0.extend(["${", name, "}"]);
        self
    }

    /// The text with its `${…}` marks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn single<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

impl Serialize for Ref<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        single(serializer, "Ref", self.0)
    }
}

impl Serialize for Pseudo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        single(serializer, "Ref", &self.as_str())
    }
}

impl Serialize for GetAtt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        single(serializer, "Fn::GetAtt", &[self.0.as_str(), self.1])
    }
}

impl Serialize for Sub {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        single(serializer, "Fn::Sub", &self.0)
    }
}

impl From<Ref<'_>> for Value {
    fn from(from: Ref<'_>) -> Self {
        json!(from)
    }
}

impl From<GetAtt<'_>> for Value {
    fn from(from: GetAtt<'_>) -> Self {
        json!(from)
    }
}

impl From<Sub> for Value {
    fn from(from: Sub) -> Self {
        json!(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intrinsic_functions_take_their_long_form() {
        let id: LogicalId = "Photos".parse().unwrap();
        assert_eq!(json!(Ref(&id)), json!({"Ref": "Photos"}));
        assert_eq!(json!(GetAtt(&id, "Arn")), json!({"Fn::GetAtt": ["Photos", "Arn"]}));
        assert_eq!(json!(Pseudo::StackName), json!({"Ref": "AWS::StackName"}));
    }

    #[test]
    fn literal_text_never_becomes_a_name() {
        let id: LogicalId = "Photos".parse().unwrap();
        let sub = Sub::new().attribute(&id, "Arn").text("/a ${b}/").reference(&id);
        assert_eq!(json!(sub), json!({"Fn::Sub": "${Photos.Arn}/a ${!b}/${Photos}"}));
    }

    #[test]
    fn an_arn_names_no_account_region_or_partition() {
        assert_eq!(
            Sub::arn("states", "stateMachine:x").as_str(),
            "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:x"
        );
    }
}
