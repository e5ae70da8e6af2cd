use apoyo_photo::ExecutionName;
use jiff::Timestamp;
use serde::Serialize;

use crate::error::call;
use crate::machine::told_with_existing;
use crate::moment::moment;
use crate::{OperateError, Site, StartText};

/// How an execution is started.
#[derive(Debug, Clone, Default)]
pub struct StartOptions {
    /// Its input; default `{}`, everything that waits.
    pub input: StartText,
    /// Its name; default one that Step Functions makes up. The same name and input again, while it runs, is the same
    /// execution.
    pub name: Option<ExecutionName>,
}

/// An execution that was started, or ran already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// When it started.
    pub started: Timestamp,
}

impl Site {
    /// Starts an execution.
    ///
    /// # Errors
    /// When the machine is not there, the name is an older execution's, or Step Functions does not answer or refuses.
    pub async fn start(&self, options: &StartOptions) -> Result<Started, OperateError> {
        let request = self.functions.start_execution().state_machine_arn(self.machine.to_string());
        let name = options.name.as_ref().map(ToString::to_string);
        let request = request.input(options.input.as_str()).set_name(name.clone());
        let sent = request.send().await.map_err(call("StartExecution", self.machine.name()));
        match sent {
            Ok(started) => Ok(Started {
                name: name_in(&started.execution_arn).to_owned(),
                started: moment(&started.start_date),
                execution_arn: started.execution_arn,
            }),
            Err(error) if error.code() == Some("ExecutionAlreadyExists") => {
                Err(OperateError::NameTaken { name: name.unwrap_or_default() })
            }
            Err(error) => Err(told_with_existing(&self.functions, &self.machine, error).await),
        }
    }
}

/// The last part of an execution's ARN.
pub(crate) fn name_in(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}
