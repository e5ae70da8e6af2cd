use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Pattern;

/// How often a job is tried, and which ends are final.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RetryStrategy {
    /// Attempts, 1 to 10.
    pub(crate) attempts: u32,
    /// Up to five rules; the first that matches decides. Where none does, the job is tried again.
    pub(crate) evaluate_on_exit: Vec<ExitRule>,
}

/// What is done about an attempt that ended as all given patterns say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExitRule {
    pub(crate) on_exit_code: Option<Pattern>,
    pub(crate) on_reason: Option<Pattern>,
    pub(crate) on_status_reason: Option<Pattern>,
    pub(crate) action: RetryAction,
}

/// What a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum RetryAction {
    /// Another attempt, where there are any left.
    Retry,
    /// The job has failed.
    Exit,
}

impl Default for RetryStrategy {
    /// One attempt.
    fn default() -> Self {
        Self { attempts: 1, evaluate_on_exit: Vec::new() }
    }
}

impl RetryStrategy {
    /// What the rules say of an end; none where no rule matches.
    ///
    /// What an end does not have (the reason of a program that exited by itself) is an empty text, which `*` matches: the
    /// documentation's rule for every other end is `"onReason": "*"`.
    pub(crate) fn action(
        &self,
        exit_code: Option<i32>,
        reason: Option<&str>,
        status_reason: &str,
    ) -> Option<RetryAction> {
        let code = exit_code.map(|code| code.to_string()).unwrap_or_default();
        let holds = |pattern: &Option<Pattern>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
        };
        let rule = self.evaluate_on_exit.iter().find(|rule| {
            holds(&rule.on_exit_code, &code)
                && holds(&rule.on_reason, reason.unwrap_or_default())
                && holds(&rule.on_status_reason, status_reason)
        });
        rule.map(|rule| rule.action)
    }

    /// As Batch shows it.
    pub(crate) fn shown(&self) -> Value {
        let rules: Vec<Value> = self.evaluate_on_exit.iter().map(ExitRule::shown).collect();
        json!({"attempts": self.attempts, "evaluateOnExit": rules})
    }
}

impl ExitRule {
    fn shown(&self) -> Value {
        let mut rule = json!({"action": if self.action == RetryAction::Exit { "EXIT" } else { "RETRY" }});
        let patterns = [
            ("onExitCode", &self.on_exit_code),
            ("onReason", &self.on_reason),
            ("onStatusReason", &self.on_status_reason),
        ];
        for (name, pattern) in patterns {
            if let Some(pattern) = pattern {
                rule[name] = pattern.as_str().into();
            }
        }
        rule
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(on: (&str, &str), action: RetryAction) -> ExitRule {
        let pattern = |name| (on.0 == name).then(|| Pattern::from(on.1));
        ExitRule {
            on_exit_code: pattern("code"),
            on_reason: pattern("reason"),
            on_status_reason: pattern("status"),
            action,
        }
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        use RetryAction::{Exit, Retry};
        let evaluate_on_exit = vec![
            rule(("status", "Host EC2*"), Retry),
            rule(("code", "1"), Exit),
            rule(("code", "7*"), Retry),
            rule(("reason", "*"), Exit),
        ];
        let strategy = RetryStrategy { attempts: 3, evaluate_on_exit };
        let table = [
            (Some(1), None, "Host EC2 (instance i-1) terminated.", Retry),
            (Some(1), None, "Essential container in task exited", Exit),
            (Some(75), None, "Essential container in task exited", Retry),
            (Some(137), None, "Essential container in task exited", Exit),
            (None, Some("CannotStartContainerError: x"), "Task failed to start", Exit),
        ];
        for (code, reason, status_reason, action) in table {
            assert_eq!(
                strategy.action(code, reason, status_reason),
                Some(action),
                "{code:?} {status_reason}"
            );
        }
        assert_eq!(RetryStrategy::default().action(Some(1), None, ""), None);
    }
}
