use std::time::{Duration, Instant};

/// Measures real time and the processor time of every thread.
pub(crate) struct Meter {
    begin: Instant,
    cpu: Duration,
}

/// What was measured.
pub(crate) struct Took {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

#[expect(clippy::disallowed_methods, reason = "this measures real time")]
fn now() -> Instant {
    Instant::now()
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self { begin: now(), cpu: cpu() }
    }

    pub(crate) fn stop(&self) -> Took {
        Took { wall: now() - self.begin, cpu: cpu().saturating_sub(self.cpu) }
    }
}

/// Processor time of all threads so far: the first number of their `schedstat`, in nanoseconds.
fn cpu() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    Duration::from_nanos(threads.map(|thread| of(thread.path())).sum())
}

/// Most memory that the process has had so far, in MB.
pub(crate) fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kib: u64 = line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0);
    kib * 1024 / 1_000_000
}
