//! Whom the roles trust: jobs of one repository, by the token that GitHub signs for each.

use apoyo_cfn::{Ref, Resource};
use apoyo_constructs::{ConstructId, Stack};
use serde_json::{Value, json};

use crate::config::PipelineConfig;

/// Whose tokens are taken.
const ISSUER: &str = "token.actions.githubusercontent.com";

/// Whom the tokens are for: `aws-actions/configure-aws-credentials` asks for this audience.
const AUDIENCE: &str = "sts.amazonaws.com";

/// The subjects of tokens that are trusted, compared word for word.
///
/// Source: <https://docs.github.com/en/actions/reference/security/oidc>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trusted {
    deploy: String,
    diff: String,
}

/// Trust policies of the two roles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trust {
    /// Of jobs that run for the branch, or in the environment.
    pub(super) deploy: Value,
    /// Of jobs that run for a pull request. Those of a fork get no token.
    pub(super) diff: Value,
}

impl Trusted {
    /// `None` where no repository is named.
    pub(super) fn of(config: &PipelineConfig) -> Option<Self> {
        let repository = config.repository.as_ref()?.as_str();
        let context = config.environment.as_ref().map_or_else(
            || format!("ref:refs/heads/{}", config.branch.as_str()),
            |environment| format!("environment:{}", environment.as_str()),
        );
        Some(Self {
            deploy: format!("repo:{repository}:{context}"),
            diff: format!("repo:{repository}:pull_request"),
        })
    }

    /// Trust in the tokens that this provider has checked.
    pub(super) fn by(&self, provider: &Value) -> Trust {
        Trust { deploy: policy(provider, &self.deploy), diff: policy(provider, &self.diff) }
    }
}

fn policy(provider: &Value, subject: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "AssumeRole",
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": ["sts:AssumeRoleWithWebIdentity"],
        "Condition": {"StringEquals": {format!("{ISSUER}:aud"): AUDIENCE, format!("{ISSUER}:sub"): subject}},
    }]})
}

/// The account's provider for GitHub's tokens, as roles name it; made here unless the configuration names one. An
/// account has one for each issuer. IAM checks GitHub's certificate by itself, so no thumbprint is kept.
pub(super) fn provider(stack: &mut Stack, config: &PipelineConfig) -> Value {
    if let Some(given) = &config.provider_arn {
        return given.as_str().into();
    }
    let properties = json!({"Url": format!("https://{ISSUER}"), "ClientIdList": [AUDIENCE]});
    // Other repositories may come to rely on it.
    let provider = Resource::new("AWS::IAM::OIDCProvider", properties).retained();
    Ref(&stack.add(&ConstructId::new("GitHub"), provider)).into()
}
