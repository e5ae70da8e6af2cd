use std::collections::BTreeSet;

use apoyo_cfn::{
    BrokenTemplate, LogicalId, Output, Parameter, ParameterIs, Resource, Template, ValidTemplate,
};
use indexmap::IndexMap;
use serde_json::Value;

use crate::ConstructId;

/// The stack under construction: a template, and the path behind each logical id.
#[derive(Debug)]
pub struct Stack {
    template: Template,
    paths: IndexMap<LogicalId, ConstructId>,
    open_roles: BTreeSet<LogicalId>,
    mistakes: Vec<GraphMistake>,
}

/// What is wrong with the graph of constructs; found when the stack is finished.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphMistake {
    /// Two constructs have one logical id.
    #[error("constructs {first} and {second} both have the logical id {id}")]
    SameLogicalId {
        /// The id.
        id: LogicalId,
        /// Path of the construct that came first.
        first: String,
        /// Path of the other one.
        second: String,
    },
    /// A role was made and its statements were never written.
    #[error("role {id} was defined and never attached, so its grants would be lost")]
    RoleNotAttached {
        /// The role.
        id: LogicalId,
    },
    /// A role has two different statements of one name.
    #[error("role {id} has two different statements with the Sid {sid}")]
    SameSid {
        /// The role.
        id: LogicalId,
        /// The name.
        sid: String,
    },
    /// The definition of a state machine does not use what it is given.
    #[error("the definition of state machine {id} has no ${{{name}}}")]
    UnusedSubstitution {
        /// The state machine.
        id: LogicalId,
        /// The name that is given and not used.
        name: String,
    },
    /// The definition of a state machine is no JSON object.
    #[error("the definition of state machine {id} is no JSON object: {reason}")]
    BrokenDefinition {
        /// The state machine.
        id: LogicalId,
        /// What the reader met.
        reason: String,
    },
    /// A rule of the template itself is broken.
    #[error(transparent)]
    Template(#[from] BrokenTemplate),
}

impl Stack {
    /// A stack that holds nothing yet.
    pub fn new(description: &str) -> Self {
        Self {
            template: Template::new(description),
            paths: IndexMap::new(),
            open_roles: BTreeSet::new(),
            mistakes: Vec::new(),
        }
    }

    /// Adds a resource under the logical id of its construct.
    pub fn add(&mut self, id: &ConstructId, resource: Resource) -> LogicalId {
        let logical = self.claim(id);
        self.template.resources.insert(logical.clone(), resource);
        logical
    }

    /// Adds a value that the deployer gives.
    pub fn parameter(&mut self, id: &ConstructId, parameter: Parameter) -> LogicalId {
        let logical = self.claim(id);
        self.template.parameters.insert(logical.clone(), parameter);
        logical
    }

    /// Adds what a value of the deployer decides: whether the parameter is this text.
    pub fn condition(&mut self, id: &ConstructId, holds: ParameterIs<'_>) -> LogicalId {
        let logical = self.claim(id);
        self.template.conditions.insert(logical.clone(), holds.into());
        logical
    }

    /// Adds a fact that the deployed stack tells.
    pub fn output(&mut self, name: &'static str, description: &str, value: impl Into<Value>) {
        let output = Output { description: description.to_owned(), value: value.into() };
        self.template.outputs.insert(ConstructId::new(name).logical_id(), output);
    }

    /// The template, proved.
    ///
    /// # Errors
    /// The first mistake in the graph of constructs, naming the places.
    pub fn finish(self) -> Result<ValidTemplate, GraphMistake> {
        if let Some(mistake) = self.mistakes.into_iter().next() {
            return Err(mistake);
        }
        match self.open_roles.into_iter().next() {
            Some(id) => Err(GraphMistake::RoleNotAttached { id }),
            None => Ok(self.template.check()?),
        }
    }

    /// What has been added so far.
    pub fn template(&self) -> &Template {
        &self.template
    }

    pub(crate) fn mistake(&mut self, mistake: GraphMistake) {
        self.mistakes.push(mistake);
    }

    /// Adds a role whose policies come later, with [`Stack::close_role`].
    pub(crate) fn open_role(&mut self, id: &ConstructId, resource: Resource) -> LogicalId {
        let logical = self.add(id, resource);
        self.open_roles.insert(logical.clone());
        logical
    }

    /// Writes what a role may do; a property that is null is left out.
    pub(crate) fn close_role(&mut self, id: &LogicalId, policies: [(&str, Value); 2]) {
        self.open_roles.remove(id);
        if let Some(role) = self.template.resources.get_mut(id) {
            let given = policies.into_iter().filter(|(_, value)| !value.is_null());
            role.properties.extend(given.map(|(name, value)| (name.to_owned(), value)));
        }
    }

    fn claim(&mut self, id: &ConstructId) -> LogicalId {
        let logical = id.logical_id();
        if let Some(first) = self.paths.insert(logical.clone(), id.clone()) {
            let (first, second) = (first.to_string(), id.to_string());
            self.mistake(GraphMistake::SameLogicalId { id: logical.clone(), first, second });
        }
        logical
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, RoleProps, Service};
    use serde_json::json;

    #[test]
    fn two_constructs_with_one_logical_id_are_both_named() {
        let mut stack = Stack::new("test");
        stack.add(&ConstructId::new("Photo").child("BucketPolicy"), Resource::new("A::B::C", json!({})));
        stack.add(&ConstructId::new("PhotoBucket").child("Policy"), Resource::new("A::B::C", json!({})));
        assert_eq!(
            stack.finish().unwrap_err().to_string(),
            "constructs Photo/BucketPolicy and PhotoBucket/Policy both have the logical id PhotoBucketPolicy"
        );
    }

    #[test]
    fn a_role_whose_grants_would_be_lost_is_a_mistake() {
        let mut stack = Stack::new("test");
        let props = RoleProps { service: Service::Lambda, description: "x".into() };
        let role = Role::define(&mut stack, &ConstructId::new("Step").child("Role"), &props);
        drop(role);
        let mistake = stack.finish().unwrap_err();
        assert_eq!(
            mistake.to_string(),
            "role StepRole was defined and never attached, so its grants would be lost"
        );
    }
}
