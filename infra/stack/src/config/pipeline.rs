use serde::{Deserialize, Serialize};

use super::text_rule::text_rule;

/// Who may deploy without a person: a workflow of one GitHub repository. Its roles are a stack of their own, see
/// [`crate::pipeline`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PipelineConfig {
    /// The repository; default none: people deploy. Where one is given, every role of the stack carries the permissions
    /// boundary of the pipeline's stack, which must therefore be there first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryName>,
    /// The branch whose commits are deployed; default `main`. Not looked at where `environment` is given: GitHub then
    /// names the environment in its token, and the environment's own rules name the branches.
    pub branch: BranchName,
    /// The GitHub environment that deploys, such as one that asks a person first; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentName>,
    /// ARN of the account's provider for GitHub's tokens, of which an account has one; default: the pipeline's stack
    /// makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_arn: Option<ProviderArn>,
}

text_rule! {
    /// A repository as the subject of GitHub's tokens names it: `owner/name`; with its numbers, `owner@1/name@2`, where
    /// it was made after 2026-07-15 or opted in.
    ///
    /// Source: <https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens>.
    RepositoryName,
    |text: &str| format!(
        "{text:?} is not a repository, owner/name is, or owner@NUMBER/name@NUMBER for a repository with immutable subjects \
         (gh api repos/OWNER/NAME/actions/oidc/customization/sub tells)"
    ),
    |text| {
        let Some((owner, name)) = text.split_once('/') else { return false };
        let numbered = |part: &str| part.contains('@');
        numbered(owner) == numbered(name) && is_part(owner, "-", 39) && is_part(name, "-_.", 100)
    }
}

text_rule! {
    /// Name of a branch: 1 to 200 letters, digits, `.`, `_`, `-` and `/`.
    BranchName,
    |text: &str| format!("{text:?} is not a branch, 1 to 200 of a-z, A-Z, 0-9, \".\", \"_\", \"-\" and \"/\" are"),
    |text| is_word(text, "._-/", 200)
}

text_rule! {
    /// Name of a GitHub environment: 1 to 64 letters, digits, `.`, `_` and `-`.
    EnvironmentName,
    |text: &str| format!("{text:?} is not an environment, 1 to 64 of a-z, A-Z, 0-9, \".\", \"_\" and \"-\" are"),
    |text| is_word(text, "._-", 64)
}

text_rule! {
    /// ARN of an account's provider for GitHub's tokens.
    ProviderArn,
    |text: &str| format!(
        "{text:?} is not the ARN of GitHub's provider, arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com is"
    ),
    |text| {
        let parts: Vec<_> = text.split(':').collect();
        let [arn, partition, iam, region, account, provider] = parts[..] else { return false };
        arn == "arn"
            && is_word(partition, "-", 16)
            && iam == "iam"
            && region.is_empty()
            && account.len() == 12
            && account.chars().all(|c| c.is_ascii_digit())
            && provider == "oidc-provider/token.actions.githubusercontent.com"
    }
}

impl Default for PipelineConfig {
    fn default() -> Self {
        Self { repository: None, branch: BranchName("main".into()), environment: None, provider_arn: None }
    }
}

/// A name, and after an `@` its number, if it has one.
fn is_part(part: &str, others: &str, most: usize) -> bool {
    match part.split_once('@') {
        Some((name, number)) => {
            is_word(name, others, most)
                && (1..=20).contains(&number.len())
                && number.chars().all(|c| c.is_ascii_digit())
        }
        None => is_word(part, others, most),
    }
}

fn is_word(text: &str, others: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn only_what_names_one_repository_is_taken() {
        for good in
            ["octo-org/photos", "octo/línea".replace('í', "i").as_str(), "octo-org@1/photos.v2@456789"]
        {
            assert!(Config::read(&format!("pipeline: {{repository: '{good}'}}")).is_ok(), "{good}");
        }
        for bad in [
            "photos",
            "octo/*",
            "octo/a/b",
            "octo@1/photos",
            "octo/photos@2",
            "octo@x/photos@2",
            "/",
            "octo/a:b",
        ] {
            let error = Config::read(&format!("pipeline: {{repository: '{bad}'}}")).unwrap_err().to_string();
            assert!(error.starts_with("field pipeline.repository: ") && error.contains(bad), "{error}");
        }
    }

    #[test]
    fn other_fields_name_what_is_allowed() {
        let table = [
            ("branch: 'ma*n'", "field pipeline.branch: \"ma*n\" is not a branch"),
            ("environment: ''", "field pipeline.environment: \"\" is not an environment"),
            ("providerArn: arn:aws:iam::1:oidc-provider/x", "is not the ARN of GitHub's provider"),
        ];
        for (field, message) in table {
            let error = Config::read(&format!("pipeline: {{{field}}}")).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
