use std::fmt;

use apoyo_engine::Realm;

use super::NAME;
use crate::ApiError;

/// Name of a schedule group: 1 to 64 letters, digits, `-`, `_` and `.`; default `default`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupName(String);

impl GroupName {
    /// The group of this name.
    ///
    /// # Errors
    /// `ValidationException` where it is no name.
    pub fn new(name: &str) -> Result<Self, ApiError> {
        NAME.check("groupName", name)?;
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its ARN.
    pub fn arn(&self, realm: &Realm) -> String {
        format!("arn:aws:scheduler:{}:{}:schedule-group/{}", realm.region, realm.account, self.0)
    }
}

impl Default for GroupName {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What names a schedule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleId {
    /// Its group.
    pub group: GroupName,
    /// Its name in the group.
    pub name: String,
}

impl ScheduleId {
    /// The schedule of this name in this group, `default` where none is given.
    ///
    /// # Errors
    /// `ValidationException` where either is no name.
    pub fn new(group: Option<&str>, name: &str) -> Result<Self, ApiError> {
        NAME.check("name", name)?;
        let group = group.map_or(Ok(GroupName::default()), GroupName::new)?;
        Ok(Self { group, name: name.to_owned() })
    }

    /// Its ARN.
    pub fn arn(&self, realm: &Realm) -> String {
        format!("arn:aws:scheduler:{}:{}:schedule/{}/{}", realm.region, realm.account, self.group, self.name)
    }
}

impl fmt::Display for ScheduleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group, self.name)
    }
}
