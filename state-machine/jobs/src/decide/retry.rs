use serde::Deserialize;

use super::Refusal;
use crate::model::{ExitRule, Pattern, RetryAction, RetryStrategy};

/// `retryStrategy` of a request.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RetryRequest {
    attempts: Option<i64>,
    evaluate_on_exit: Option<Vec<RuleRequest>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleRequest {
    on_exit_code: Option<String>,
    on_reason: Option<String>,
    on_status_reason: Option<String>,
    action: String,
}

/// `timeout` of a request.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TimeoutRequest {
    attempt_duration_seconds: Option<i64>,
}

/// The longest pattern of a rule, in characters.
const PATTERN_LIMIT: usize = 512;
/// Most rules of a strategy.
const RULE_LIMIT: usize = 5;
/// The shortest timeout, in seconds.
const LEAST_TIMEOUT_SECONDS: i64 = 60;

impl RetryRequest {
    pub(crate) fn strategy(self) -> Result<RetryStrategy, Refusal> {
        let rules = self.evaluate_on_exit.unwrap_or_default();
        let attempts = match self.attempts {
            Some(attempts @ 1..=10) => u32::try_from(attempts).unwrap_or(1),
            Some(attempts) => {
                return Err(Refusal::executing(format!(
                    "retryStrategy attempts should be between 1 and 10, not {attempts}"
                )));
            }
            None if rules.is_empty() => 1,
            None => {
                return Err(Refusal::executing(
                    "retryStrategy attempts must be specified with evaluateOnExit",
                ));
            }
        };
        if rules.len() > RULE_LIMIT {
            return Err(Refusal::executing(format!(
                "evaluateOnExit has {} conditions, at most {RULE_LIMIT} are allowed",
                rules.len()
            )));
        }
        let evaluate_on_exit = rules.into_iter().map(RuleRequest::rule).collect::<Result<_, _>>()?;
        Ok(RetryStrategy { attempts, evaluate_on_exit })
    }
}

impl RuleRequest {
    fn rule(self) -> Result<ExitRule, Refusal> {
        let action = match self.action.to_ascii_uppercase().as_str() {
            "RETRY" => RetryAction::Retry,
            "EXIT" => RetryAction::Exit,
            _ => {
                return Err(Refusal::executing(format!(
                    "evaluateOnExit action {:?} should be RETRY or EXIT",
                    self.action
                )));
            }
        };
        let word = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || ".:".contains(c);
        let on_exit_code = pattern("onExitCode", self.on_exit_code, |c| c.is_ascii_digit())?;
        let on_reason = pattern("onReason", self.on_reason, word)?;
        let on_status_reason = pattern("onStatusReason", self.on_status_reason, word)?;
        if [&on_exit_code, &on_reason, &on_status_reason].iter().all(|given| given.is_none()) {
            return Err(Refusal::executing(
                "evaluateOnExit should have at least one of onExitCode, onReason and onStatusReason",
            ));
        }
        Ok(ExitRule { on_exit_code, on_reason, on_status_reason, action })
    }
}

fn pattern(
    name: &str,
    text: Option<String>,
    is_allowed: fn(char) -> bool,
) -> Result<Option<Pattern>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let start = text.strip_suffix('*').unwrap_or(&text);
    if text.chars().count() <= PATTERN_LIMIT && start.chars().all(is_allowed) {
        return Ok(Some(Pattern::from(text.as_str())));
    }
    let allowed =
        if name == "onExitCode" { "digits" } else { "letters, numbers, periods, colons and white space" };
    Err(Refusal::executing(format!(
        "evaluateOnExit {name} {text:?} should have up to {PATTERN_LIMIT} {allowed}, and may end in an asterisk"
    )))
}

impl TimeoutRequest {
    pub(crate) fn seconds(self) -> Result<Option<u32>, Refusal> {
        match self.attempt_duration_seconds {
            None => Ok(None),
            Some(seconds @ LEAST_TIMEOUT_SECONDS..) => Ok(Some(u32::try_from(seconds).unwrap_or(u32::MAX))),
            Some(seconds) => Err(Refusal::executing(format!(
                "attemptDurationSeconds should be at least {LEAST_TIMEOUT_SECONDS}, not {seconds}"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::request::read;
    use super::*;

    fn refusal(request: &Value) -> String {
        let strategy = read::<RetryRequest>(request).and_then(RetryRequest::strategy);
        strategy.map_or_else(|refusal| refusal.message, |_| "taken".to_owned())
    }

    #[test]
    fn a_strategy_keeps_to_its_limits() {
        let rule = json!({"action": "exit", "onReason": "Host EC2*"});
        let table = [
            (json!({"attempts": 10, "evaluateOnExit": [rule]}), "taken"),
            (json!({}), "taken"),
            (json!({"attempts": 0}), "between 1 and 10, not 0"),
            (json!({"attempts": 11}), "between 1 and 10, not 11"),
            (json!({"attempts": "a"}), "attempts: invalid type"),
            (json!({"evaluateOnExit": [rule]}), "must be specified with evaluateOnExit"),
            (json!({"attempts": 1, "evaluateOnExit": vec![rule.clone(); 6]}), "6 conditions, at most 5"),
            (
                json!({"attempts": 1, "evaluateOnExit": [{"action": "STOP", "onReason": "*"}]}),
                "\"STOP\" should be",
            ),
            (json!({"attempts": 1, "evaluateOnExit": [{"action": "EXIT"}]}), "at least one of"),
            (
                json!({"attempts": 1, "evaluateOnExit": [{"action": "EXIT", "onExitCode": "1x"}]}),
                "\"1x\" should have",
            ),
            (
                json!({"attempts": 1, "evaluateOnExit": [{"action": "EXIT", "onReason": "a*b"}]}),
                "\"a*b\" should",
            ),
        ];
        for (request, message) in table {
            assert!(refusal(&request).contains(message), "{request}: {}", refusal(&request));
        }
    }
}
