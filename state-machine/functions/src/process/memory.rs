//! How much memory a process holds, as `/proc` tells it.
//!
//! A limit of address space (`RLIMIT_AS`) would refuse what allocators only reserve and files that are mapped; one of data
//! (`RLIMIT_DATA`) would make an allocation fail where Lambda kills. So what counts here is what Lambda's kernel cannot take
//! back: anonymous and shared pages. Pages of mapped files (weights, the executable) can be read again, and do not count.
//!
//! Source: `RssAnon` and `RssShmem` of `proc_pid_status(5)`; `children` of `proc_pid_task(5)`. Where there is no `/proc`, every
//! process holds nothing.

use std::fs;

/// Bytes that a process and its descendants hold.
pub(super) fn of_tree(root: u32) -> u64 {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(process) = found.get(next).copied() {
        found.extend(children(process));
        next += 1;
    }
    found.into_iter().map(of_one).sum()
}

/// Bytes that one process holds; none once it has ended.
pub(super) fn of_one(process: u32) -> u64 {
    let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else { return 0 };
    let kibibytes = |line: &str| {
        let value = line.strip_prefix("RssAnon:").or_else(|| line.strip_prefix("RssShmem:"))?;
        value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    };
    status.lines().filter_map(kibibytes).sum::<u64>() << 10
}

fn children(process: u32) -> Vec<u32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let text: String = tasks.flatten().map(of_task).collect();
    text.split_ascii_whitespace().filter_map(|id| id.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_counts() {
        let own = std::process::id();
        let before = of_one(own);
        let filled = std::hint::black_box(vec![1_u8; 64 << 20]);
        let grown = of_one(own).saturating_sub(before);
        assert!(grown > 48 << 20, "{grown} of {}", filled.len());
        assert!(of_tree(own) >= of_one(own) / 2);
    }

    #[test]
    fn a_process_that_is_gone_holds_nothing() {
        assert_eq!(of_tree(u32::MAX), 0);
    }
}
