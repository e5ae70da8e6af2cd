//! The Lambda Runtime API: how a process takes events and gives back what it made of them.
//!
//! ```text
//! Environment --Event--> Desk <--GET /2018-06-01/runtime/invocation/next-----------------  process
//!             <--Heard--      <--POST .../invocation/<id>/response | error, .../init/error
//! ```
//! Each process has an address of its own, so whoever asks there is known.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

mod desk;
mod reply;
mod routes;
mod server;

pub(crate) use desk::Heard;
pub(crate) use server::RuntimeApi;
