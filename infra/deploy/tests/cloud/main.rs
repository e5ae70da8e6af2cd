//! Deployments through the real SDK, with a script in place of AWS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod deploys;
mod destroys;
mod fails;
mod scene;
mod wire;
