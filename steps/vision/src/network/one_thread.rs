use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Runs each piece of work on one thread of its own, so that photos are what runs in parallel, not the rows of one.
///
/// candle hands matrix products to the current rayon pool with as many threads as the machine has cores; a pool of one
/// thread keeps each product on that thread. Pools are kept and used again: there are as many as there were photos at
/// one time.
#[derive(Debug, Default)]
pub(crate) struct OneThread {
    idle: Mutex<Vec<ThreadPool>>,
}

impl OneThread {
    /// Runs `work` and waits for it. The caller sleeps meanwhile; it does not take up other work of its own pool.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub(crate) fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ThreadPoolBuildError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = match idle {
            Some(pool) => pool,
            None => ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "network".into()).build()?,
        };
        let (sender, receiver) = mpsc::sync_channel(1);
        pool.spawn(move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // The receiver is below; it can only be gone if its thread is.
            let _ = sender.send(result);
        });
        let result = receiver.recv().expect("the closure sends before it ends, whatever the work does");
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        Ok(result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_sees_a_pool_of_one_thread_and_pools_are_used_again() {
        let threads = Arc::new(OneThread::default());
        for _ in 0..5 {
            assert_eq!(threads.run(rayon::current_num_threads).unwrap(), 1);
        }
        assert_eq!(threads.idle.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_panic_of_the_work_reaches_the_caller() {
        let threads = Arc::new(OneThread::default());
        let caught = std::panic::catch_unwind(|| threads.run(|| panic!("broken")).unwrap());
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"broken"));
    }
}
