use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

/// What a command used.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Used {
    /// Wall time.
    pub(crate) seconds: f64,
    /// Peak resident memory of the process, MiB.
    pub(crate) peak_mib: u64,
    /// What it printed on standard output.
    pub(crate) stdout: String,
}

/// Runs a command to its end and measures it.
///
/// # Errors
/// When it cannot be started or does not end with 0.
#[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
pub(crate) fn measure(command: &mut Command) -> anyhow::Result<Used> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{command:?}"))?;
    let mut peak_mib = 0;
    while child.try_wait()?.is_none() {
        peak_mib = peak_mib.max(resident_peak_mib(&child));
        thread::sleep(Duration::from_millis(20));
    }
    let seconds = started.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    anyhow::ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    Ok(Used { seconds, peak_mib, stdout: String::from_utf8_lossy(&output.stdout).into_owned() })
}

/// The kernel's own high-water mark, so that no peak between two looks is missed (`VmHWM`, proc(5)).
fn resident_peak_mib(child: &Child) -> u64 {
    fs::read_to_string(format!("/proc/{}/status", child.id()))
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|value| value.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(0, |kib| kib / 1024)
}
