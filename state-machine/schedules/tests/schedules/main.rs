//! Schedules, uploads and Scheduler's API, with a clock that tests move.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod calendar;
mod hostile;
mod http;
mod kills;
mod runs;
mod stage;
mod tools;
mod uploads;
