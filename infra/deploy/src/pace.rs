use std::future::Future;
use std::time::Duration;

use crate::DeployError;

/// The ability to let time pass. The command line waits; a test does not.
pub trait Pause {
    /// Returns after `time`.
    fn pause(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// How often `CloudFormation` is asked how far it is.
///
/// Two seconds apart while all is well: an operation takes minutes, and an account may ask for events a few times a
/// second, for all that runs in it. Twice as long after each refusal or lost answer, half a minute at most, and at once
/// back to two seconds after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    unanswered: u32,
}

/// Between two questions, while there are answers.
const STEADY: Duration = Duration::from_secs(2);

/// The longest wait.
const SLOWEST: Duration = Duration::from_secs(30);

/// Questions in a row without an answer, after which nobody is there: about four minutes. The SDK has asked three times
/// for each.
const MOST_UNANSWERED: u32 = 10;

impl Pace {
    /// A pace that begins.
    pub fn new() -> Self {
        Self { unanswered: 0 }
    }

    /// How long to wait after an answer.
    pub fn answered(&mut self) -> Duration {
        self.unanswered = 0;
        STEADY
    }

    /// How long to wait after a failure.
    ///
    /// # Errors
    /// The failure itself, when it is not one that passes, or when there were too many in a row.
    pub fn failed(&mut self, error: DeployError) -> Result<Duration, DeployError> {
        self.unanswered += 1;
        let passes = error.fault().is_some_and(crate::Fault::passes);
        if !passes || self.unanswered > MOST_UNANSWERED {
            return Err(error);
        }
        Ok(STEADY.saturating_mul(1 << self.unanswered.min(4)).min(SLOWEST))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fault;

    fn throttled() -> DeployError {
        let fault = Fault::Answer { status: 400, code: "Throttling".into(), message: "Rate exceeded".into() };
        DeployError::Call { operation: "DescribeStackEvents", what: "stack apoyo".into(), fault }
    }

    #[test]
    fn refusals_slow_down_and_an_answer_restores_the_pace() {
        let mut pace = Pace::new();
        let waits: Vec<_> = (0..6).map(|_| pace.failed(throttled()).unwrap().as_secs()).collect();
        assert_eq!(waits, [4, 8, 16, 30, 30, 30]);
        assert_eq!(pace.answered(), STEADY);
        assert_eq!(pace.failed(throttled()).unwrap().as_secs(), 4);
    }

    #[test]
    fn after_too_many_refusals_the_last_one_is_the_error() {
        let mut pace = Pace::new();
        let refused = (0..20).find_map(|_| pace.failed(throttled()).err()).unwrap();
        assert_eq!(pace.unanswered, MOST_UNANSWERED + 1);
        assert!(refused.to_string().contains("Rate exceeded"), "{refused}");
    }

    #[test]
    fn what_does_not_pass_is_an_error_at_once() {
        assert!(matches!(Pace::new().failed(DeployError::NoRegion), Err(DeployError::NoRegion)));
    }
}
