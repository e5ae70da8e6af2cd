//! What `apoyo infra` promises, kept by the real binary against moto's AWS, which others wrote.
//!
//! moto 5.2 is no CloudFormation: it leaves out the types that it does not know (17 of the default stack: aliases,
//! alarms, policies of buckets, queues and topics, the schedule, the pipe), tells events of the stack alone, compares
//! parameters with those of the creation, and forgets the outputs of what a change set created. Its S3 takes a policy's
//! Deny without the condition, so most tests bring an artifact bucket of their own. Change sets with
//! properties, replacements, failures and paged events are tested in `infra/deploy/tests` against AWS's own answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_stack_comes_changes_and_goes;
mod account;
mod command;
mod packages;
mod without_aws;
