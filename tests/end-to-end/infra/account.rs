//! An AWS account of its own: moto's server, on a port that the system chose.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::command::{Ended, infra};

/// The account, and a folder in which `apoyo infra` is called.
pub(crate) struct Account {
    server: Child,
    endpoint: String,
    folder: TempDir,
}

impl Account {
    /// An empty account; `None`, in words, where Python has no moto.
    pub(crate) fn open() -> Option<Self> {
        let knows = ["-c", "import boto3, moto.server"];
        if !Command::new("python3")
            .args(knows)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
        {
            eprintln!("skipped: python3 has no moto server (pip install 'moto[all]' boto3)");
            return None;
        }
        let mut server = Command::new("python3")
            .args(["-m", "moto.server", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let told =
            lines.find_map(|line| line.unwrap().split_once("Running on ").map(|(_, url)| url.to_owned()));
        // The server tells each request; somebody must read it, or the pipe fills up and the server stops.
        std::thread::spawn(move || lines.for_each(drop));
        let folder = tempfile::tempdir().unwrap();
        Some(Self { server, endpoint: told.expect("moto says where it runs"), folder })
    }

    /// The folder in which commands are called.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `apoyo infra` in the account.
    pub(crate) fn infra(&self, words: &[&str]) -> Ended {
        infra(self.folder(), Some(&self.endpoint), words)
    }

    /// Runs a line of Python with boto3 in the account, and returns what it prints. `client(NAME)` is there.
    pub(crate) fn boto(&self, line: &str) -> String {
        let client = format!(
            "import boto3\ndef client(name): return boto3.client(name, region_name='eu-west-1', endpoint_url='{}', \
             aws_access_key_id='test', aws_secret_access_key='test')\n{line}",
            self.endpoint
        );
        let run = Command::new("python3").args(["-c", &client]).current_dir(self.folder()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
