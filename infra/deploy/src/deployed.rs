use std::collections::BTreeMap;

use apoyo_stack::StackName;
use serde_json::Value;

use crate::error::call;
use crate::{Cloud, DeployError, StackStatus, Standing};

/// A stack as it is deployed.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployed {
    /// Its ARN, by which it is found even when it is deleted.
    pub id: String,
    /// Its status.
    pub status: StackStatus,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// What the stack tells, in the template's order.
    pub outputs: Vec<Output>,
    /// Whether somebody changed a resource by hand, as the last drift detection found.
    pub drifted: bool,
}

/// One thing that a stack tells.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is.
    pub description: String,
}

/// One resource of a deployed stack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DeployedResource {
    /// Its name in the template.
    pub logical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub kind: String,
    /// Its name in the account; empty while there is none.
    pub physical_id: String,
}

impl Cloud {
    /// The stack of this name, or the one of this ARN, deleted or not; `None` when there is none.
    ///
    /// # Errors
    /// When CloudFormation does not answer or refuses.
    pub async fn stack(&self, name_or_id: &str) -> Result<Option<Deployed>, DeployError> {
        let asked = self.formation.describe_stacks().stack_name(name_or_id).send().await;
        match asked.map_err(call("DescribeStacks", format!("stack {name_or_id}"))) {
            Ok(answer) => Ok(answer.stacks.unwrap_or_default().into_iter().next().map(read)),
            Err(error) if error.fault().is_some_and(crate::Fault::is_missing_stack) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The stack of this name, with something in it.
    ///
    /// # Errors
    /// When there is none, and when CloudFormation does not answer or refuses.
    pub async fn existing(&self, name: &StackName) -> Result<Deployed, DeployError> {
        let found = self.stack(name.as_str()).await?;
        let holds = |stack: &Deployed| !matches!(stack.status.standing(), Standing::Empty | Standing::Gone);
        found.filter(holds).ok_or_else(|| DeployError::NoStack(name.clone()))
    }

    /// The template that the stack was last deployed from.
    ///
    /// # Errors
    /// When CloudFormation does not answer or refuses, and when the template is not one of ours.
    pub async fn template(&self, id: &str) -> Result<Value, DeployError> {
        let asked = self.formation.get_template().stack_name(id).send().await;
        let text =
            asked.map_err(call("GetTemplate", format!("stack {id}")))?.template_body.unwrap_or_default();
        serde_yaml::from_str(&text).map_err(|error| DeployError::ForeignTemplate(error.to_string()))
    }

    /// Everything in the stack.
    ///
    /// # Errors
    /// When CloudFormation does not answer or refuses.
    pub async fn resources(&self, id: &str) -> Result<Vec<DeployedResource>, DeployError> {
        let mut resources = Vec::new();
        let mut next = None;
        loop {
            let asked =
                self.formation.list_stack_resources().stack_name(id).set_next_token(next).send().await;
            let page = asked.map_err(call("ListStackResources", format!("stack {id}")))?;
            resources.extend(page.stack_resource_summaries.unwrap_or_default().into_iter().map(|one| {
                DeployedResource {
                    logical_id: one.logical_resource_id.unwrap_or_default(),
                    kind: one.resource_type.unwrap_or_default(),
                    physical_id: one.physical_resource_id.unwrap_or_default(),
                }
            }));
            next = page.next_token;
            if next.is_none() {
                return Ok(resources);
            }
        }
    }
}

fn read(stack: aws_sdk_cloudformation::types::Stack) -> Deployed {
    use aws_sdk_cloudformation::types::StackDriftStatus;
    let parameters = stack.parameters.unwrap_or_default().into_iter();
    let outputs = stack.outputs.unwrap_or_default().into_iter();
    let drift = stack.drift_information.and_then(|drift| drift.stack_drift_status);
    Deployed {
        id: stack.stack_id.unwrap_or_default(),
        status: StackStatus::new(stack.stack_status.as_ref().map_or("", |status| status.as_str())),
        parameters: parameters
            .filter_map(|given| Some((given.parameter_key?, given.parameter_value.unwrap_or_default())))
            .collect(),
        outputs: outputs
            .map(|output| Output {
                name: output.output_key.unwrap_or_default(),
                value: output.output_value.unwrap_or_default(),
                description: output.description.unwrap_or_default(),
            })
            .collect(),
        drifted: drift == Some(StackDriftStatus::Drifted),
    }
}
