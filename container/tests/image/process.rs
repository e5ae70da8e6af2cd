//! One run of the worker, with what it says.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::room::Room;

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) log: Vec<Value>,
    pub(crate) errors: String,
}

impl Ran {
    /// A number of the summary, the last line of the log.
    pub(crate) fn summary(&self, field: &str) -> u64 {
        let summary = self.log.last().unwrap_or_else(|| panic!("no log, but {}", self.errors));
        summary[field].as_u64().unwrap_or_else(|| panic!("no {field} in {summary}"))
    }

    pub(crate) fn text(&self) -> String {
        self.log.iter().map(|line| format!("{line}\n")).chain([self.errors.clone()]).collect()
    }
}

/// Runs the worker to its end.
pub(crate) async fn run(room: &Room, variables: &[(&'static str, String)]) -> Ran {
    watch(room, variables, usize::MAX).await
}

/// Runs the worker and sends it SIGTERM once it has judged so many photos.
pub(crate) async fn run_and_stop(room: &Room, variables: &[(&'static str, String)], judged: usize) -> Ran {
    watch(room, variables, judged).await
}

async fn watch(room: &Room, variables: &[(&'static str, String)], stop_after: usize) -> Ran {
    let mut command = room.worker();
    command.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let process = child.id().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut log = Vec::new();
    let mut judged = 0;
    while let Some(line) = lines.next_line().await.unwrap() {
        let line: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        judged += usize::from(line["message"] == "judged");
        if line["message"] == "judged" && judged == stop_after {
            terminate(process).await;
        }
        log.push(line);
    }
    let output = child.wait_with_output().await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Ran { code: output.status.code(), log, errors }
}

async fn terminate(process: u32) {
    let sent = Command::new("sh").args(["-c", &format!("kill -TERM {process}")]).status().await.unwrap();
    assert!(sent.success());
}
