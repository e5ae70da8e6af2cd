use std::future::Future;
use std::time::Duration;

/// The ability to let time pass. The command line waits; a test does not.
pub trait Pause {
    /// Returns after `time`.
    fn pause(&self, time: Duration) -> impl Future<Output = ()> + Send;
}
