use std::sync::Arc;
use std::time::Duration;

use apoyo_engine::Clock;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use tokio::sync::Mutex;

/// Keys that are asked for again only when they are about to expire: a profile, a container or an instance would otherwise
/// be asked for every task.
pub(crate) struct KeptCredentials {
    provider: SharedCredentialsProvider,
    clock: Arc<dyn Clock>,
    kept: Mutex<Option<Credentials>>,
}

/// How long before they expire keys are given up, so that a request under way ends with them.
const MARGIN: Duration = Duration::from_mins(5);

impl KeptCredentials {
    pub(crate) fn new(provider: SharedCredentialsProvider, clock: Arc<dyn Clock>) -> Self {
        Self { provider, clock, kept: Mutex::new(None) }
    }

    async fn credentials(&self) -> provider::Result {
        let mut kept = self.kept.lock().await;
        if let Some(credentials) = kept.as_ref().filter(|credentials| self.is_fresh(credentials)) {
            return Ok(credentials.clone());
        }
        let credentials = self.provider.provide_credentials().await?;
        *kept = Some(credentials.clone());
        Ok(credentials)
    }

    fn is_fresh(&self, credentials: &Credentials) -> bool {
        let now: std::time::SystemTime = self.clock.now().into();
        credentials.expiry().is_none_or(|expiry| expiry > now + MARGIN)
    }
}

impl ProvideCredentials for KeptCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

impl std::fmt::Debug for KeptCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptCredentials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use apoyo_engine::ManualClock;

    use super::*;

    /// Gives keys that last an hour, and counts how often.
    #[derive(Debug)]
    struct Hourly(ManualClockRef, Arc<AtomicUsize>);

    #[derive(Clone)]
    struct ManualClockRef(ManualClock);

    impl std::fmt::Debug for ManualClockRef {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a clock")
        }
    }

    impl ProvideCredentials for Hourly {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            self.1.fetch_add(1, Ordering::Relaxed);
            let now: std::time::SystemTime = self.0.0.now().into();
            let until = Some(now + Duration::from_hours(1));
            future::ProvideCredentials::ready(Ok(Credentials::new("k", "s", None, until, "a test")))
        }
    }

    #[tokio::test]
    async fn keys_are_asked_for_again_five_minutes_before_they_expire() {
        let clock = ManualClock::default();
        let asked = Arc::new(AtomicUsize::new(0));
        let hourly = Hourly(ManualClockRef(clock.clone()), Arc::clone(&asked));
        let kept = KeptCredentials::new(SharedCredentialsProvider::new(hourly), Arc::new(clock.clone()));
        for (minutes, times) in [(0, 1), (54, 1), (2, 2), (1, 2)] {
            clock.advance_time_by(Duration::from_mins(minutes));
            kept.provide_credentials().await.unwrap();
            assert_eq!(asked.load(Ordering::Relaxed), times, "after {minutes} more minutes");
        }
    }
}
