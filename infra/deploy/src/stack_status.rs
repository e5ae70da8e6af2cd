use std::fmt;

/// Status of a stack, as `CloudFormation` writes it.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html>.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct StackStatus(Box<str>);

/// What can be done with a stack in a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is nothing in it: a change set was made and never executed. The next change set creates it.
    Empty,
    /// Something works on it.
    Busy,
    /// At rest; a change set updates it.
    Settled,
    /// It can only be deleted, or needs a hand first; this is what to do.
    Stuck(&'static str),
    /// It is no more.
    Gone,
}

const DESTROY: &str = "its creation failed and it holds nothing that works; `apoyo infra destroy` clears it away, then deploy again";
const DESTROY_AGAIN: &str = "its deletion failed half-way; `apoyo infra destroy` goes on with it";
const CONTINUE: &str = "its rollback failed half-way; remove the cause (its events name it), then run \
                        `aws cloudformation continue-update-rollback --stack-name` with its name and deploy again";

impl StackStatus {
    /// The status of this name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// As `CloudFormation` writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What can be done with the stack.
    pub fn standing(&self) -> Standing {
        match &*self.0 {
            "REVIEW_IN_PROGRESS" => Standing::Empty,
            "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED" => Standing::Stuck(DESTROY),
            "DELETE_FAILED" => Standing::Stuck(DESTROY_AGAIN),
            "UPDATE_ROLLBACK_FAILED" => Standing::Stuck(CONTINUE),
            "DELETE_COMPLETE" => Standing::Gone,
            other if other.ends_with("_IN_PROGRESS") => Standing::Busy,
            _ => Standing::Settled,
        }
    }

    /// Whether an operation that ended in this status did what was asked.
    pub fn is_success(&self) -> bool {
        matches!(&*self.0, "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" | "DELETE_COMPLETE")
    }

    /// Whether `CloudFormation` has begun to undo, which it does when something failed.
    pub fn is_undoing(&self) -> bool {
        self.0.contains("ROLLBACK")
    }
}

impl fmt::Display for StackStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudformation::types::StackStatus as Sdk;

    #[test]
    fn every_status_that_the_sdk_knows_has_a_standing() {
        let settled =
            Sdk::values().iter().filter(|name| StackStatus::new(name).standing() == Standing::Settled);
        let settled: Vec<_> = settled.copied().collect();
        assert_eq!(
            settled,
            [
                "CREATE_COMPLETE",
                "IMPORT_COMPLETE",
                "IMPORT_ROLLBACK_COMPLETE",
                "IMPORT_ROLLBACK_FAILED",
                "UPDATE_COMPLETE",
                "UPDATE_FAILED",
                "UPDATE_ROLLBACK_COMPLETE",
            ]
        );
    }

    #[test]
    fn a_rolled_back_creation_is_not_to_be_updated() {
        let Standing::Stuck(cure) = StackStatus::new("ROLLBACK_COMPLETE").standing() else {
            panic!("it cannot be updated");
        };
        assert!(cure.contains("apoyo infra destroy"));
    }

    #[test]
    fn a_rollback_is_no_success_though_it_completes() {
        assert!(StackStatus::new("UPDATE_COMPLETE").is_success());
        assert!(!StackStatus::new("UPDATE_ROLLBACK_COMPLETE").is_success());
        assert!(!StackStatus::new("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS").is_success());
    }
}
