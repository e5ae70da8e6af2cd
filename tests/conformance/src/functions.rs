use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use apoyo_engine::{Clock, FunctionError, InvokeFunction};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::case::Handler;

/// Functions that do what the recorded ones did, by the name of their handler's file.
pub struct StandIns {
    functions: BTreeMap<String, Handler>,
    clock: Arc<dyn Clock>,
}

impl StandIns {
    /// The functions of a case, waiting on this clock.
    pub fn new(functions: BTreeMap<String, Handler>, clock: Arc<dyn Clock>) -> Self {
        Self { functions, clock }
    }
}

#[async_trait]
impl InvokeFunction for StandIns {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let Some(handler) = self.functions.get(function) else {
            return Err(FunctionError::Service {
                name: "Lambda.ResourceNotFoundException".into(),
                message: format!("Function not found: {function}"),
            });
        };
        match handler.handler_file.as_str() {
            "id_function.py" => Ok(payload.clone()),
            "echo_function.py" => Ok(json!({"Return": "HelloWorld"})),
            "raise_exception.py" => {
                let line = (2, "raise Exception(\"Some exception was raised.\")");
                Err(raised("Exception", "Some exception was raised.", line))
            }
            "raise_custom_exception.py" => Err(raised("CustomException", "", (9, "raise CustomException()"))),
            "large_output_string.py" => Ok(Value::String("a".repeat(270_000))),
            "wait_60_seconds.py" => {
                let until = self.clock.now().checked_add(Duration::from_mins(1)).unwrap_or(self.clock.now());
                self.clock.sleep_until(until).await;
                Ok(Value::Null)
            }
            other => Err(FunctionError::Service {
                name: "Lambda.Unknown".into(),
                message: format!("there is no stand-in for {other}"),
            }),
        }
    }
}

fn raised(error_type: &str, message: &str, (number, line): (u32, &str)) -> FunctionError {
    FunctionError::Function(json!({
        "errorMessage": message,
        "errorType": error_type,
        "requestId": "00000000-0000-0000-0000-000000000000",
        "stackTrace": [format!("  File \"/var/task/handler.py\", line {number}, in handler\n    {line}\n")],
    }))
}
