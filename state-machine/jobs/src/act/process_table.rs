//! What `/proc` says of processes. Where there is no `/proc`, none is found.

use std::fs;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::ProcessSignal;
use crate::model::{JobKey, ProcessIdentity};

/// A process as `/proc/<pid>/stat` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    is_zombie: bool,
    group: u32,
    started: u64,
}

/// Which process has this number now.
pub(super) fn identity(pid: u32) -> ProcessIdentity {
    ProcessIdentity { pid, started: stat(pid).map(|stat| stat.started), boot: boot() }
}

/// Whether a process is still there; one that has ended and only waits to be noticed is not.
pub(super) fn is_alive(process: &ProcessIdentity) -> bool {
    let found = stat(process.pid).filter(|stat| !stat.is_zombie).map(|stat| stat.started);
    found.is_some() && found == process.started && boot() == process.boot
}

/// Every process that has the variables of this attempt.
pub(super) fn of_attempt(key: &JobKey, attempt: u32) -> Vec<ProcessIdentity> {
    let marks = [format!("AWS_BATCH_JOB_ID={key}"), format!("AWS_BATCH_JOB_ATTEMPT={attempt}")];
    let has_marks = |pid: &u32| {
        let Ok(environment) = fs::read(format!("/proc/{pid}/environ")) else { return false };
        marks
            .iter()
            .all(|mark| environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()))
    };
    pids().filter(has_marks).map(identity).collect()
}

/// What an attempt's process left in its group when it ended.
pub(super) fn left_in_group(group: u32, key: &JobKey, attempt: u32) -> Vec<ProcessIdentity> {
    let is_empty = Pid::from_raw(group.cast_signed())
        .is_none_or(|pid| rustix::process::test_kill_process_group(pid) == Err(rustix::io::Errno::SRCH));
    if is_empty {
        return Vec::new();
    }
    let mut left = of_attempt(key, attempt);
    left.retain(|process| stat(process.pid).is_some_and(|stat| stat.group == group));
    left
}

/// Kills a process if it is still the one that is meant.
pub(super) fn kill(process: &ProcessIdentity) {
    if let (true, Some(pid)) = (is_alive(process), Pid::from_raw(process.pid.cast_signed())) {
        told(kill_process(pid, Signal::KILL));
    }
}

/// Sends a signal to a group whose leader is known to be there.
pub(super) fn signal_group(leader: u32, signal: ProcessSignal) {
    let signal = match signal {
        ProcessSignal::Terminate => Signal::TERM,
        ProcessSignal::Kill => Signal::KILL,
    };
    if let Some(pid) = Pid::from_raw(leader.cast_signed()) {
        told(kill_process_group(pid, signal));
    }
}

fn told(sent: rustix::io::Result<()>) {
    match sent {
        Ok(()) | Err(rustix::io::Errno::SRCH) => {}
        Err(error) => tracing::warn!(%error, "a signal could not be sent to the process of a job"),
    }
}

fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Fields 3, 5 and 22; the second, a name in brackets, may itself hold spaces and brackets.
///
/// Source: the manual page `proc_pid_stat(5)`.
fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some(Stat {
        is_zombie: matches!(*fields.first()?, "Z" | "X"),
        group: fields.get(2)?.parse().ok()?,
        started: fields.get(19)?.parse().ok()?,
    })
}

fn boot() -> Option<String> {
    Some(fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_the_same_only_with_its_start_and_boot() {
        let own = identity(std::process::id());
        if own.started.is_none() {
            println!("SKIPPED: there is no /proc here");
            return;
        }
        assert!(is_alive(&own));
        assert!(!is_alive(&ProcessIdentity { started: own.started.map(|start| start + 1), ..own.clone() }));
        assert!(!is_alive(&ProcessIdentity { boot: Some("another".into()), ..own.clone() }));
        assert!(!is_alive(&ProcessIdentity { pid: u32::MAX, ..own }));
    }
}
