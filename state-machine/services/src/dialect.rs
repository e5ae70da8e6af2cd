//! How replies and errors look: an optimised integration speaks like the first Java SDK, the integrations of the SDK like
//! the second. The forms were recorded.

mod optimised;
mod sdk;

use apoyo_engine::Failure;
use serde_json::Value;

use crate::model::Model;
use crate::wire::{ApiReply, ServiceError};

use optimised::LAMBDA;

pub(crate) use optimised::{OPTIMISED, Optimised};

/// By which integration a service is called.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dialect {
    /// `arn:aws:states:::sqs:`
    Optimised(&'static Optimised),
    /// `arn:aws:states:::aws-sdk:sqs:`
    Sdk,
    /// `arn:aws:lambda:us-east-1:123456789012:function:name`
    Function,
}

impl Dialect {
    /// The optimised integration with this service and action.
    ///
    /// # Errors
    /// What there is instead.
    pub(crate) fn optimised(service: &str, action: &str) -> Result<Self, String> {
        let known = || OPTIMISED.iter().map(|it| it.service).collect::<Vec<_>>().join(", ");
        let found = OPTIMISED.iter().find(|it| it.service == service);
        let found = found.ok_or_else(|| format!("{service:?} is no integration here, only {}", known()))?;
        if !found.actions.contains(&action) {
            let actions = found.actions.join(", ");
            return Err(format!("the integrations of {service} are {actions}, not {action:?}"));
        }
        Ok(Self::Optimised(found))
    }

    /// The SDK's word for a service.
    pub(crate) fn service<'s>(&self, service: &'s str) -> &'s str {
        match self {
            Self::Optimised(optimised) => optimised.sdk_service,
            Self::Sdk | Self::Function => service,
        }
    }

    /// The result of a task: an optimised integration adds what it knows of the call.
    pub(crate) fn result(&self, result: Value, reply: &ApiReply) -> Value {
        match self {
            Self::Optimised(_) => optimised::with_metadata(result, reply),
            Self::Sdk | Self::Function => result,
        }
    }

    /// The failure of a task that its service refused.
    pub(crate) fn refused(&self, (model, operation): (&Model, &str), error: &ServiceError) -> Failure {
        match self {
            Self::Optimised(optimised) => optimised.refused(model, error),
            Self::Sdk => sdk::refused((model, operation), error),
            Self::Function => LAMBDA.refused(model, error),
        }
    }

    /// The failure of a task whose service was not reached.
    pub(crate) fn not_reached(&self, model: &Model, reason: &str) -> Failure {
        let name = match self {
            Self::Optimised(optimised) => optimised.prefix.to_owned(),
            Self::Sdk => sdk::name(model),
            Self::Function => LAMBDA.prefix.to_owned(),
        };
        Failure::new(
            format!("{name}.SdkClientException"),
            format!("Unable to execute HTTP request: {reason} (SDK Attempt Count: 1)"),
        )
    }
}

/// The name of an error's type in Java: it ends in `Exception`.
fn exception(shape: &str) -> String {
    let stem = shape.strip_suffix("Fault").unwrap_or(shape);
    if stem.ends_with("Exception") { stem.to_owned() } else { format!("{stem}Exception") }
}
