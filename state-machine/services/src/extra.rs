use std::borrow::Cow;

use apoyo_engine::{Failure, TaskRequest};
use serde_json::Value;

use crate::call::Call;
use crate::dialect::Dialect;
use crate::{events, function};

/// What an integration does beyond calling the operation; most do nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extra {
    Nothing,
    /// Events say which execution they come from, and one that is not taken fails the task.
    Events,
    /// A function's result is JSON, and its failure the task's.
    Function,
    /// The same, where the task's arguments are the payload, and its result is the function's alone.
    FunctionAlone,
}

impl Extra {
    pub(crate) fn of(call: &Call) -> Self {
        match (call.dialect, call.name) {
            (Dialect::Function, _) => Self::FunctionAlone,
            (Dialect::Optimised(_), "PutEvents") => Self::Events,
            (Dialect::Optimised(_), "Invoke") => Self::Function,
            (Dialect::Optimised(_) | Dialect::Sdk, _) => Self::Nothing,
        }
    }

    /// The arguments of the operation.
    pub(crate) fn arguments(self, task: &TaskRequest) -> Cow<'_, Value> {
        match self {
            Self::FunctionAlone => Cow::Owned(function::arguments(&task.resource, &task.arguments)),
            _ => Cow::Borrowed(&task.arguments),
        }
    }

    /// The request that is sent.
    pub(crate) fn request(self, request: Value, task: &TaskRequest) -> Value {
        match self {
            Self::Events => events::with_origin(request, &task.execution),
            _ => request,
        }
    }

    /// The result of the task.
    ///
    /// # Errors
    /// What the reply says has failed though the call has not.
    pub(crate) fn result(self, result: Value) -> Result<Value, Failure> {
        match self {
            Self::Nothing => Ok(result),
            Self::Events => events::check(&result).map(|()| result),
            Self::Function => function::parsed(result),
            Self::FunctionAlone => Ok(function::parsed(result)?["Payload"].take()),
        }
    }
}
