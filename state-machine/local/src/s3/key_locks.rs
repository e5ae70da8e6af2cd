use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More locks than threads that write at once, so that two keys seldom wait for each other.
const LOCKS: usize = 256;

/// One writer at a time for each key. Keys share 256 locks, and nobody holds two.
#[derive(Debug)]
pub(crate) struct KeyLocks {
    hasher: RandomState,
    locks: Vec<Mutex<()>>,
}

impl KeyLocks {
    pub(crate) fn new() -> Self {
        Self { hasher: RandomState::new(), locks: (0..LOCKS).map(|_| Mutex::default()).collect() }
    }

    /// Waits until no one else holds the key.
    pub(crate) fn lock(&self, bucket: &str, key: &str) -> MutexGuard<'_, ()> {
        let hash = self.hasher.hash_one((bucket, key));
        let index = usize::try_from(hash % LOCKS as u64).expect("256 fits");
        self.locks[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
