use apoyo_engine::{FunctionError, InvokeFunction};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::{Answer, Event, FunctionSet};

#[async_trait]
impl InvokeFunction for FunctionSet {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let invoked = FunctionSet::invoke(self, function, Event::new(payload.to_string())).await?;
        match invoked.answer {
            Answer::Result(result) if result.trim_ascii().is_empty() => Ok(Value::Null),
            Answer::Result(result) => serde_json::from_slice(&result).map_err(|error| {
                failed(json!({
                    "errorType": "Runtime.InvalidResponse",
                    "errorMessage": format!("the function's result is not JSON: {error}"),
                }))
            }),
            // What a function gives as its error is an object, else it was put into one.
            Answer::Error(document) => Err(failed(serde_json::from_slice(&document).unwrap_or_default())),
        }
    }
}

fn failed(document: Value) -> FunctionError {
    FunctionError::Function(document)
}
