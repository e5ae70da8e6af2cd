use std::time::Duration;

use jiff::Timestamp;

use crate::address::LATEST;
use crate::answer::error_type;
use crate::log::{InvocationLog, Report, Status};
use crate::{Answer, Event, Function};

/// How one invocation ran.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) answer: Answer,
    pub(crate) status: Status,
    pub(crate) duration: Duration,
    /// Bytes that the process held at the end.
    pub(crate) used_bytes: u64,
    /// How long the process took to be ready, where it was started for this invocation.
    pub(crate) init: Option<Duration>,
}

impl Run {
    /// The process was not even started.
    pub(crate) fn not_started(answer: Answer) -> Self {
        let status = Status::Failed(error_type::INVALID_ENTRYPOINT);
        Self { answer, status, duration: Duration::ZERO, used_bytes: 0, init: None }
    }

    /// Writes what Lambda says at the end of an invocation.
    pub(crate) fn report(&self, event: &Event, function: &Function, log: &mut InvocationLog) {
        log.line(&format!("END RequestId: {}", event.id));
        let &Self { status, duration, used_bytes, init, .. } = self;
        let memory_mebibytes = function.memory_mebibytes;
        let report = Report { id: &event.id, duration, memory_mebibytes, used_bytes, init, status };
        log.line(&report.to_string());
    }
}

/// Writes what Lambda says at the beginning of an invocation.
pub(crate) fn begin(event: &Event, log: &mut InvocationLog) {
    log.line(&format!("START RequestId: {} Version: {LATEST}", event.id));
}

/// From the one time to the other.
pub(crate) fn between(start: Timestamp, end: Timestamp) -> Duration {
    end.duration_since(start).try_into().unwrap_or_default()
}
