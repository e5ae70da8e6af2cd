use std::sync::Arc;

use serde_json::{Map, Value};

use super::answer::Answer;
use super::constraints::{self, InspectionLevel};
use super::definition::Subject;
use super::request::StateConfiguration;
use super::{TestStateError, TestStateRequest, context, rules};
use crate::payload::Payload;

/// A request that holds: everything that a test needs.
pub(super) struct Trial {
    pub(super) subject: Subject,
    pub(super) input: Payload,
    /// The input as it was written.
    pub(super) input_text: String,
    pub(super) variables: Vec<(Arc<str>, Payload)>,
    pub(super) context: Option<Payload>,
    pub(super) answer: Option<Answer>,
    pub(super) configuration: StateConfiguration,
    pub(super) level: InspectionLevel,
    pub(super) role_arn: String,
}

impl Trial {
    /// Checks a request.
    ///
    /// # Errors
    /// With AWS's name and message, where it has them.
    pub(super) fn of(request: &TestStateRequest) -> Result<Self, TestStateError> {
        let chosen = constraints::check(request)?;
        let role_arn = request.role_arn.clone().unwrap_or_default();
        if !role_arn.is_empty() && !role_arn.starts_with("arn:") {
            return Err(TestStateError::InvalidArn(role_arn));
        }
        let definition = request.definition.as_deref().unwrap_or_default();
        let subject = Subject::of(definition, request.state_name.as_deref())?;
        let answer = rules::mock_of(request, &subject, chosen.mode)?;
        let configuration = request.state_configuration.clone().unwrap_or_default();
        rules::check_configuration(&configuration, &subject)?;
        let input_text = request.input.clone().unwrap_or_else(|| "{}".to_owned());
        let input = serde_json::from_str(&input_text)
            .map_err(|error| TestStateError::InvalidExecutionInput(error.to_string()))?;
        Ok(Self {
            subject,
            input: Arc::new(input),
            input_text,
            variables: variables(request.variables.as_deref())?,
            context: request.context.as_deref().map(context::parse).transpose()?,
            answer,
            configuration,
            level: chosen.level,
            role_arn,
        })
    }
}

impl Trial {
    /// Checks how many iterations are said to have failed, once it is known how many items there are.
    ///
    /// # Errors
    /// When more failed than there are.
    pub(super) fn check_failures(&self, items: Option<u64>) -> Result<(), TestStateError> {
        let failed =
            self.configuration.map_iteration_failure_count.and_then(|count| u64::try_from(count).ok());
        match (failed, items) {
            (Some(failed), Some(items)) if failed > items => Err(TestStateError::validation(format!(
                "The mapIterationFailureCount {failed} cannot exceed the number of items in the input: {items}."
            ))),
            _ => Ok(()),
        }
    }
}

fn variables(text: Option<&str>) -> Result<Vec<(Arc<str>, Payload)>, TestStateError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let members: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| TestStateError::validation(format!("Variables must be a JSON object: {error}")))?;
    Ok(members.into_iter().map(|(name, value)| (name.into(), Arc::new(value))).collect())
}
