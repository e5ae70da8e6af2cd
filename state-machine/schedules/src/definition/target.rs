use serde_json::{Map, Value};

use super::{Members, RetryPolicy, Text};
use crate::ApiError;

/// Scheduler's way to call `StartExecution` with all of its members.
const UNIVERSAL: &str = "arn:aws:scheduler:::aws-sdk:sfn:startExecution";
const ARN: Text = Text { bytes: 1..=1600, pattern: None };
const ROLE_ARN: Text = Text {
    bytes: 1..=1600,
    pattern: Some((is_role, r"^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@\/-]+$")),
};
const QUEUE_ARN: Text = Text { bytes: 1..=1600, pattern: None };
const INPUT: Text = Text { bytes: 1..=262_144, pattern: None };

/// What a schedule runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The state machine, or Scheduler's ARN of `StartExecution`.
    pub arn: String,
    /// The role by which AWS would do it.
    pub role_arn: String,
    /// What is called.
    pub call: TargetCall,
    /// How a start that fails is tried again.
    pub retry_policy: RetryPolicy,
    /// The queue for what was never started; there is none here, what is given up is logged.
    pub dead_letter_arn: Option<String>,
}

/// The two ways to start an execution.
#[derive(Debug, Clone, PartialEq)]
pub enum TargetCall {
    /// The target's ARN is the machine's.
    StateMachine {
        /// The execution's input; Scheduler's own event where there is none.
        input: Option<String>,
    },
    /// The target's input is the request of `StartExecution`, in JSON.
    StartExecution {
        /// The request, as it was written.
        request: String,
    },
}

impl Target {
    pub(super) fn read(members: &Members<'_>) -> Result<Self, ApiError> {
        let arn = members.required_text("Arn", &ARN)?;
        let input = members.text("Input", &INPUT)?;
        let policy = members.object("RetryPolicy")?;
        let letters = members.object("DeadLetterConfig")?;
        Ok(Self {
            role_arn: members.required_text("RoleArn", &ROLE_ARN)?,
            call: call(&arn, input)?,
            retry_policy: policy.map_or(Ok(RetryPolicy::default()), |policy| RetryPolicy::read(&policy))?,
            dead_letter_arn: letters.map_or(Ok(None), |letters| letters.text("Arn", &QUEUE_ARN))?,
            arn,
        })
    }

    pub(super) fn document(&self) -> Value {
        let input = match &self.call {
            TargetCall::StateMachine { input } => input.as_ref(),
            TargetCall::StartExecution { request } => Some(request),
        };
        let letters = self.dead_letter_arn.as_ref().map(|arn| serde_json::json!({"Arn": arn}));
        let members = [
            ("Arn", Some(self.arn.as_str().into())),
            ("RoleArn", Some(self.role_arn.as_str().into())),
            ("Input", input.map(|text| text.as_str().into())),
            ("RetryPolicy", Some(self.retry_policy.document())),
            ("DeadLetterConfig", letters),
        ];
        let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(present.collect::<Map<_, _>>())
    }
}

fn call(arn: &str, input: Option<String>) -> Result<TargetCall, ApiError> {
    let json = input.as_ref().map(|text| serde_json::from_str::<Value>(text));
    if json.as_ref().is_some_and(Result::is_err) {
        return Err(ApiError::validation("The Input for the target must be valid JSON."));
    }
    if arn == UNIVERSAL {
        let machine = json.and_then(Result::ok);
        let machine = machine.as_ref().and_then(|request| request.get("StateMachineArn")?.as_str());
        return match (machine, input) {
            (Some(_), Some(request)) => Ok(TargetCall::StartExecution { request }),
            _ => Err(ApiError::validation(
                "The Input for the target must be a request of StartExecution, with StateMachineArn.",
            )),
        };
    }
    let is_machine = arn.split(':').nth(2) == Some("states") && arn.contains(":stateMachine:");
    if is_machine {
        return Ok(TargetCall::StateMachine { input });
    }
    Err(ApiError::validation(format!(
        "Provided Arn is not supported here: {arn}; a state machine or {UNIVERSAL} is."
    )))
}

fn is_role(text: &str) -> bool {
    let Some((account, path)) = text
        .strip_prefix("arn:aws")
        .and_then(|rest| rest.split_once(":iam::"))
        .filter(|(partition, _)| partition.is_empty() || partition.starts_with('-'))
        .and_then(|(_, rest)| rest.split_once(":role/"))
    else {
        return false;
    };
    account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !path.is_empty()
        && path.chars().all(|c| c.is_alphanumeric() || "_+=,.@/-".contains(c))
}
