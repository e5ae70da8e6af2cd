use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BrokenTemplate, LogicalId, Output, Parameter, Resource, ValidTemplate};

/// A template as it is built or read; [`Template::check`] makes it one that can be deployed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Template {
    /// Always 2010-09-09, the only version there is.
    #[serde(rename = "AWSTemplateFormatVersion")]
    pub format_version: String,
    /// What the stack is, at most 1,024 bytes.
    pub description: String,
    /// What the deployer gives.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<LogicalId, Parameter>,
    /// What the deployer's values decide, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub conditions: IndexMap<LogicalId, Value>,
    /// What the stack holds, in the order in which it was declared.
    pub resources: IndexMap<LogicalId, Resource>,
    /// What the deployed stack tells.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: IndexMap<LogicalId, Output>,
}

impl Template {
    /// A template that holds nothing yet.
    pub fn new(description: &str) -> Self {
        Self {
            format_version: "2010-09-09".to_owned(),
            description: description.to_owned(),
            parameters: IndexMap::new(),
            conditions: IndexMap::new(),
            resources: IndexMap::new(),
            outputs: IndexMap::new(),
        }
    }

    /// Proves what can be proved without AWS: every reference leads to a parameter or resource, no resource waits for
    /// itself, and CloudFormation's limits are kept.
    ///
    /// # Errors
    /// The first of these rules that is broken, with the places that break it.
    pub fn check(self) -> Result<ValidTemplate, BrokenTemplate> {
        ValidTemplate::new(self)
    }
}
