use std::fmt;
use std::sync::Arc;

use apoyo_engine::{FunctionError, InvokeFunction};

use crate::{Answer, Event, FunctionName, Refusal};

/// Functions of this process: they need no other one, and have no limits of their own.
#[derive(Clone)]
pub struct InProcess {
    names: Vec<FunctionName>,
    functions: Arc<dyn InvokeFunction>,
}

impl InProcess {
    /// These functions, by these names.
    pub fn new(names: impl IntoIterator<Item = FunctionName>, functions: Arc<dyn InvokeFunction>) -> Self {
        Self { names: names.into_iter().collect(), functions }
    }

    /// Each by its name.
    pub(crate) fn each(self) -> impl Iterator<Item = (FunctionName, Self)> {
        self.names.clone().into_iter().map(move |name| (name, self.clone()))
    }

    /// Runs one.
    pub(crate) async fn invoke(&self, name: &str, event: &Event) -> Result<Answer, Refusal> {
        let payload =
            serde_json::from_slice(&event.payload).map_err(|error| Refusal::NotJson(error.to_string()))?;
        match self.functions.invoke(name, &payload).await {
            Ok(result) => Ok(Answer::Result(result.to_string().into())),
            Err(FunctionError::Function(document)) => Ok(Answer::Error(document.to_string().into())),
            Err(FunctionError::Service { name, message }) => {
                let code = name.strip_prefix("Lambda.").unwrap_or(&name).to_owned();
                Err(Refusal::Own { code, message })
            }
        }
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InProcess").field(&self.names).finish()
    }
}
