//! Lambda's quotas. Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.

use std::time::Duration;

/// Most bytes of an event whose result is waited for.
pub const REQUEST_PAYLOAD_LIMIT_BYTES: usize = 6 << 20;

/// Most bytes of an event of the type `Event`, whose result nobody waits for.
pub const EVENT_PAYLOAD_LIMIT_BYTES: usize = 1 << 20;

/// Most bytes of a result: 6 MiB and what Lambda itself puts around it.
pub const RESPONSE_PAYLOAD_LIMIT_BYTES: usize = (6 << 20) + 100;

/// Most invocations under way or waiting for their turn, of all functions together: what an account has at first.
pub const CONCURRENCY_LIMIT: usize = 1000;

/// How long a process may take before it asks for its first event, beyond the function's time limit.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>. There a process that needs longer is
/// started again, with the time limit of the function; here it goes on, with as much time in all.
pub(crate) const INIT_LIMIT: Duration = Duration::from_secs(10);

/// How long an environment without work is kept. Lambda does not say how long it keeps one.
pub(crate) const IDLE_LIMIT: Duration = Duration::from_mins(5);

/// Bytes of log that an invocation gives back where it is asked for them.
pub(crate) const TAIL_BYTES: usize = 4 << 10;
