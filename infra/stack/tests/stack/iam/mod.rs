//! A small interpreter of IAM policies: enough of the language for the policies that the stack writes, and it refuses to
//! guess at the rest.
//!
//! The rules: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>. An explicit
//! deny wins; else one allow is enough; else the call is refused.

pub(crate) mod condition;
pub(crate) mod decision;
pub(crate) mod deployed;
pub(crate) mod pattern;

pub(crate) use decision::{Call, Decision, decide};
pub(crate) use deployed::Deployed;
