//! Executions of the committed photo state machine, operated through the real SDK against the embedded S3 and Step Functions
//! in this process.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod audit;
mod executions;
mod plan;
mod replay;
mod stage;
mod states_line;
mod steps;
mod undo;
