//! `apoyo up` in a process of its own, and the commands that operate what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Nothing starts by itself, so that a test knows which executions there are.
const CONFIG: &str = "schedule: {state: disabled}\nuploads: {trigger: off}\n";

/// A cloud that serves until it is dropped.
pub(crate) struct Cloud {
    child: Child,
    home: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Cloud {
    /// Starts it and waits until it serves.
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("apoyo.yaml"), CONFIG).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_apoyo"));
        command.args(["up", "--port", "0", "--data", "data"]).current_dir(home.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // The last line that it says is a command to try.
        let mut welcome = Vec::new();
        for line in lines {
            let is_last = line.starts_with("aws ");
            welcome.push(line);
            if is_last {
                break;
            }
        }
        let export = welcome.iter().find_map(|line| line.strip_prefix("export "));
        let export = export.expect("it says how it is reached once it serves");
        let pairs = export.split(' ').filter_map(|pair| pair.split_once('='));
        let variables = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { child, home, variables }
    }

    /// A command, in the environment that the cloud prints.
    pub(crate) fn apoyo(&self, arguments: &[&str]) -> Said {
        self.command(arguments, &[])
    }

    /// A command, with these variables over those of the cloud.
    pub(crate) fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apoyo"));
        command.args(arguments).current_dir(self.home.path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What a command prints with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let said = self.apoyo(&[arguments, &["--json"]].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    }

    /// The photo bucket's folder.
    pub(crate) fn bucket(&self) -> PathBuf {
        self.home.path().join("data/apoyo")
    }

    /// Puts a file where uploads go.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        let path = self.bucket().join(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Every photo's key and bytes.
    pub(crate) fn photos(&self) -> BTreeMap<String, Vec<u8>> {
        let places = ["sin procesar", "procesando", "procesadas", "por revisar", "descartadas"];
        let entries = places.iter().flat_map(|place| walkdir::WalkDir::new(self.bucket().join(place)));
        let files = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        files
            .map(|file| {
                let key = file.path().strip_prefix(self.bucket()).unwrap().to_str().unwrap().to_owned();
                (key, fs::read(file.path()).unwrap())
            })
            .collect()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
