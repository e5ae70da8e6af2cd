use std::fmt;
use std::time::SystemTime;

/// Gives the time of `Last-Modified`, of upload starts and of listings; tests give their own.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> SystemTime;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the real clock that everything else is given")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
