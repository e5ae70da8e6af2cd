//! What IAM says to a call.

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition::{holds, texts};
use super::pattern::matches;

/// One call of an AWS API.
#[derive(Debug, Clone)]
pub(crate) struct Call<'c> {
    pub(crate) action: &'c str,
    pub(crate) resource: String,
    pub(crate) keys: BTreeMap<&'c str, String>,
}

/// What IAM says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

impl<'c> Call<'c> {
    /// A call over TLS 1.3.
    pub(crate) fn new(action: &'c str, resource: impl Into<String>) -> Self {
        let keys = [("aws:SecureTransport", "true".to_owned()), ("s3:TlsVersion", "1.3".to_owned())];
        Self { action, resource: resource.into(), keys: keys.into() }
    }

    /// The same, carrying this key.
    pub(crate) fn with(mut self, key: &'c str, value: impl Into<String>) -> Self {
        self.keys.insert(key, value.into());
        self
    }
}

/// What these statements, all together, say to a call.
pub(crate) fn decide(statements: &[Value], call: &Call<'_>) -> Decision {
    let speaking: Vec<&Value> = statements.iter().filter(|statement| speaks_of(statement, call)).collect();
    let effect = |wanted: &str| speaking.iter().any(|statement| statement["Effect"] == *wanted);
    match (effect("Deny"), effect("Allow")) {
        (true, _) => Decision::Denied,
        (false, true) => Decision::Allowed,
        (false, false) => Decision::NotAllowed,
    }
}

fn speaks_of(statement: &Value, call: &Call<'_>) -> bool {
    let known = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];
    let fields = statement.as_object().expect("a statement is an object");
    assert!(fields.keys().all(|field| known.contains(&field.as_str())), "unknown field in {statement}");
    let action = call.action.to_lowercase();
    texts(&statement["Action"]).iter().any(|pattern| matches(&pattern.to_lowercase(), &action))
        && texts(&statement["Resource"]).iter().any(|pattern| matches(pattern, &call.resource))
        && holds(&statement["Condition"], &call.keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_deny_wins_over_every_allow() {
        let allow = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
        let deny = json!({"Effect": "Deny", "Action": ["s3:DeleteObject*"], "Resource": ["*"]});
        let call = Call::new("s3:DeleteObject", "arn:aws:s3:::b/k");
        assert_eq!(decide(std::slice::from_ref(&allow), &call), Decision::Allowed);
        assert_eq!(decide(&[allow, deny], &call), Decision::Denied);
        assert_eq!(decide(&[], &call), Decision::NotAllowed);
    }
}
