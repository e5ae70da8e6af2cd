//! The safe move against the model of S3: killed at every point, met by every fault, raced in every order.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod conservation;
mod faults;
mod kills;
mod races;
mod scene;
mod single;
