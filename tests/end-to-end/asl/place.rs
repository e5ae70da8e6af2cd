//! A folder with files, in which `apoyo asl` is called as a person or a pipeline does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The same, once it is known to have the exit code.
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// The same, once it is known to have said all of these on standard error.
    pub(crate) fn saying(self, words: &[&str]) -> Self {
        for words in words {
            assert!(self.stderr.contains(words), "{words:?} is not said: {self:?}");
        }
        self
    }
}

/// A folder of its own.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A folder with one definition, `machine.asl.json`.
    pub(crate) fn with_machine(start: &str, states: &Value) -> Self {
        let place = Self::new();
        place.json("machine.asl.json", &json!({"StartAt": start, "States": states}));
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let file = self.path(name);
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    pub(crate) fn json(&self, name: &str, value: &Value) {
        self.write(name, value.to_string());
    }

    /// A mock file for `machine`: one test case, `case`, in which each of these states has one response.
    pub(crate) fn mocks(&self, responses: &Value) {
        let states: serde_json::Map<String, Value> = responses
            .as_object()
            .unwrap()
            .keys()
            .map(|state| (state.clone(), state.as_str().into()))
            .collect();
        let file = json!({"StateMachines": {"machine": {"TestCases": {"case": states}}}, "MockedResponses": responses});
        self.json("mock.json", &file);
    }

    /// The command, before it is run.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apoyo"));
        command.arg("asl").args(words).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Runs `apoyo asl`.
    pub(crate) fn asl(&self, words: &[&str]) -> Ended {
        ended(self.command(words).output().unwrap())
    }

    /// Runs `apoyo asl` with a file of the folder as standard input.
    pub(crate) fn asl_reading(&self, file: &str, words: &[&str]) -> Ended {
        let stdin = std::fs::File::open(self.path(file)).unwrap();
        ended(self.command(words).stdin(stdin).output().unwrap())
    }
}

pub(crate) fn ended(output: Output) -> Ended {
    let Output { status, stdout, stderr } = output;
    Ended {
        code: status.code().unwrap(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// Types of the events of a history.
pub(crate) fn types(history: &Value) -> Vec<&str> {
    history["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// Seconds from the first event of a history to its last.
pub(crate) fn seconds(history: &Value) -> f64 {
    let events = history["events"].as_array().unwrap();
    let at = |event: Option<&Value>| event.unwrap()["timestamp"].as_f64().unwrap();
    at(events.last()) - at(events.first())
}
