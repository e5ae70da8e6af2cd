use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

/// An IAM policy document of version 2012-10-17.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    version: &'static str,
    statement: Vec<Statement>,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// What it is for, in letters and digits; unique inside its document.
    pub sid: String,
    /// Allow or deny.
    pub effect: Effect,
    /// Who it speaks of; only in policies of resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
    /// Such as `s3:GetObject`.
    pub action: Vec<String>,
    /// ARNs or patterns; absent in trust policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<Value>,
    /// Operator to key to values: all must hold.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub condition: IndexMap<String, IndexMap<String, Value>>,
}

/// What a statement does to the calls it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Effect {
    /// Let them through, unless another statement denies them.
    Allow,
    /// Refuse them, whatever other statements allow.
    Deny,
}

/// Whom a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Everyone, known or not.
    Anyone,
    /// A service of AWS, such as `lambda.amazonaws.com`.
    Service(String),
}

impl PolicyDocument {
    /// A document of these statements.
    pub fn new(statement: Vec<Statement>) -> Self {
        Self { version: "2012-10-17", statement }
    }
}

impl Statement {
    /// Lets these actions through on these resources.
    pub fn allow<R: Into<Value>>(sid: &str, action: &[&str], resource: impl IntoIterator<Item = R>) -> Self {
        Self {
            sid: sid.to_owned(),
            effect: Effect::Allow,
            principal: None,
            action: action.iter().map(|action| (*action).to_owned()).collect(),
            resource: resource.into_iter().map(Into::into).collect(),
            condition: IndexMap::new(),
        }
    }

    /// Refuses these actions on these resources.
    pub fn deny<R: Into<Value>>(sid: &str, action: &[&str], resource: impl IntoIterator<Item = R>) -> Self {
        Self { effect: Effect::Deny, ..Self::allow(sid, action, resource) }
    }

    /// The same, spoken of someone.
    pub fn of(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// The same, only where a condition holds too.
    pub fn when(mut self, operator: &str, key: &str, value: impl Into<Value>) -> Self {
        self.condition.entry(operator.to_owned()).or_default().insert(key.to_owned(), value.into());
        self
    }
}

impl Serialize for Principal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Anyone => json!("*"),
            Self::Service(service) => json!({"Service": service}),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_reads_as_iam_writes_it() {
        let statement = Statement::deny("TlsOnly", &["s3:*"], ["arn:aws:s3:::b"]).of(Principal::Anyone).when(
            "Bool",
            "aws:SecureTransport",
            "false",
        );
        assert_eq!(
            json!(PolicyDocument::new(vec![statement])),
            json!({"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*",
                "Action": ["s3:*"], "Resource": ["arn:aws:s3:::b"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]})
        );
    }
}
