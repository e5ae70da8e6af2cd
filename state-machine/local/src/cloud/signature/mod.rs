//! Signature Version 4: who may call the services beside S3, which checks the same keys itself.
//!
//! ```text
//! request --Authorization header--> Authorization (what is claimed) --key, time, headers, body--> Verifier --> Refused
//! ```
//! The region of the scope may be any: one process is every region. A session token is signed like any other header
//! and says nothing here, since the keys are for good.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

mod authorization;
mod checked;
mod refused;
mod signed_at;
mod verifier;

pub(super) use checked::checked;
pub(super) use refused::{Protocol, Refused};
pub(super) use verifier::{AccessKey, Verifier};
