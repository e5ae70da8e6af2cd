use std::future::Future;

use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::shape::{Member, check};
use super::{ApiError, StepFunctions};

/// What a call gives.
pub(super) type Reply = Result<Value, ApiError>;

/// One operation: the type is its request.
pub(super) trait Operation: DeserializeOwned + Send + 'static {
    /// Its name, as AWS writes it.
    const NAME: &'static str;
    /// What its request may hold.
    const MEMBERS: &'static [Member];

    /// Does it.
    fn call(self, api: &StepFunctions) -> impl Future<Output = Reply> + Send;
}

/// An operation in the table.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) run: for<'a> fn(&'a StepFunctions, Value) -> BoxFuture<'a, Reply>,
}

impl Entry {
    pub(super) const fn of<O: Operation>() -> Self {
        Self { name: O::NAME, run: run::<O> }
    }
}

fn run<O: Operation>(api: &StepFunctions, params: Value) -> BoxFuture<'_, Reply> {
    Box::pin(async move {
        check(O::MEMBERS, &params)?;
        let request: O = serde_json::from_value(params)
            .map_err(|error| ApiError::new("SerializationException", error.to_string()))?;
        request.call(api).await
    })
}
