//! Results of tasks, written down: the form of Step Functions Local's `MockConfigFile.json`, also as YAML.
//!
//! ```json
//! {"StateMachines": {"Order": {"TestCases": {"Declined": {"Pay": "PayDeclined"}}}},
//!  "MockedResponses": {"PayDeclined": {"0-1": {"Throw": {"Error": "Declined", "Cause": "no money"}}, "2": {"Return": {}}}}}
//! ```
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html>.

mod file;
mod invocations;
mod response;

pub(crate) use file::{MockFile, TestCase};
pub(crate) use response::{Answer, Response};
