use std::fmt;
use std::time::Duration;

use crate::RequestId;

/// What Lambda says about an invocation at its end.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html>.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    pub(crate) id: &'a RequestId,
    pub(crate) duration: Duration,
    pub(crate) memory_mebibytes: u16,
    /// Bytes that the process held at the end.
    pub(crate) used_bytes: u64,
    /// How long the process took to be ready, where it was started for this invocation.
    pub(crate) init: Option<Duration>,
    pub(crate) status: Status,
}

/// How the process fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// It answered.
    Answered,
    /// It took too long.
    TimedOut,
    /// It failed, for a reason of this name.
    Failed(&'static str),
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
        let (duration, used) = (milliseconds(self.duration), self.used_bytes.div_ceil(1 << 20));
        write!(f, "REPORT RequestId: {}\tDuration: {duration:.2} ms\t", self.id)?;
        write!(f, "Billed Duration: {:.0} ms\t", duration.ceil())?;
        write!(f, "Memory Size: {} MB\tMax Memory Used: {used} MB", self.memory_mebibytes)?;
        if let Some(init) = self.init {
            write!(f, "\tInit Duration: {:.2} ms", milliseconds(init))?;
        }
        match self.status {
            Status::Answered => Ok(()),
            Status::TimedOut => write!(f, "\tStatus: timeout"),
            Status::Failed(name) => write!(f, "\tStatus: error\tError Type: {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line_as_lambda_writes_it() {
        let id = RequestId::new();
        let report = Report {
            id: &id,
            duration: Duration::from_micros(1_234),
            memory_mebibytes: 128,
            used_bytes: (20 << 20) + 1,
            init: Some(Duration::from_millis(5)),
            status: Status::Failed("Runtime.ExitError"),
        };
        let expected = "Duration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 21 MB\t\
                        Init Duration: 5.00 ms\tStatus: error\tError Type: Runtime.ExitError";
        assert_eq!(report.to_string(), format!("REPORT RequestId: {id}\t{expected}"));
    }
}
