use crate::read::Fields;
use crate::{Dynamic, InvalidResource, QueryLanguage};

/// The role in which a task calls its resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Credentials {
    /// Its ARN.
    pub role_arn: Dynamic<RoleArn>,
}

/// ARN of an IAM role (or a substitution).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleArn(Box<str>);

impl RoleArn {
    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for RoleArn {
    type Err = InvalidResource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() { Err(InvalidResource { text: text.to_owned() }) } else { Ok(Self(text.into())) }
    }
}

impl Credentials {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let role_arn = fields.dynamic("RoleArn", "RoleArn.$", Fields::parsed);
        if !fields.has("RoleArn") && (fields.language() == QueryLanguage::Jsonata || !fields.has("RoleArn.$"))
        {
            return fields.refuse("The field 'RoleArn' is required but was missing");
        }
        fields.finish();
        Some(Self { role_arn: role_arn? })
    }
}
