//! The cloud's process, from outside: started, called over HTTP, killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::signed::Request;

/// A process that runs; killed when it is dropped.
pub(crate) struct Cloud {
    child: Child,
    address: String,
    /// What it said when it was there.
    pub(crate) welcome: String,
}

/// The command, over a data folder; port 0 is one that is free.
pub(crate) fn up(data: &Path, port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_apoyo"));
    command.args(["up", "--port", port, "--data"]).arg(data);
    command
}

impl Cloud {
    /// Starts it and waits until it serves.
    pub(crate) fn start(data: &Path) -> Self {
        Self::of(up(data, "0"))
    }

    /// Starts it in this folder, over the folder `data` of it, with this `apoyo.yaml`.
    pub(crate) fn configured(folder: &Path, yaml: &str) -> Self {
        std::fs::write(folder.join("apoyo.yaml"), yaml).unwrap();
        let mut command = up(&folder.join("data"), "0");
        command.current_dir(folder);
        Self::of(command)
    }

    /// Runs this command and waits until it serves.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut welcome = String::new();
        // The last line that it says is a command to try.
        while let Some(Ok(line)) = lines.next() {
            welcome += &line;
            welcome.push('\n');
            if line.starts_with("aws ") {
                break;
            }
        }
        let address = welcome.split("http://").nth(1).and_then(|rest| rest.split(',').next());
        let address = address.unwrap_or_else(|| panic!("it does not serve: {welcome}")).to_owned();
        Self { child, address, welcome }
    }

    /// Its endpoint, as in `AWS_ENDPOINT_URL`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address, as clients name it.
    pub(crate) fn host(&self) -> &str {
        &self.address
    }

    /// Id of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, at whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Calls an operation of Step Functions; the reply, or what was said in place of one.
    pub(crate) fn call(&self, operation: &str, params: &Value) -> Result<Value, String> {
        let target = format!("AWSStepFunctions.{operation}");
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
        let body = params.to_string();
        let request =
            Request { service: "states", method: "POST", target: "/", headers: &headers, body: &body };
        self.ask(&request)
    }

    /// Makes a request whose reply is JSON; the reply, or what was said in place of one.
    pub(crate) fn ask(&self, request: &Request<'_>) -> Result<Value, String> {
        let (status, reply) = self.send(&request.signed(&self.address))?;
        if !(200..300).contains(&status) {
            return Err(format!("{status}: {reply}"));
        }
        serde_json::from_str(&reply).map_err(|error| format!("{error}: {reply}"))
    }

    /// Sends these bytes; gives back the status and the body.
    pub(crate) fn send(&self, request: &str) -> Result<(u16, String), String> {
        let said = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(&self.address).map_err(said)?;
        stream.write_all(request.as_bytes()).map_err(said)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(said)?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        Ok((status.ok_or("no status")?, body.to_owned()))
    }

    /// Every event of an execution.
    pub(crate) fn history(&self, execution: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut page = json!({"executionArn": execution, "maxResults": 100});
        loop {
            let reply = self.call("GetExecutionHistory", &page).unwrap();
            events.extend(reply["events"].as_array().unwrap().iter().cloned());
            match reply.get("nextToken") {
                Some(next) => page["nextToken"] = next.clone(),
                None => return events,
            }
        }
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// ARN of a machine.
pub(crate) fn machine(name: &str) -> String {
    format!("arn:aws:states:us-east-1:000000000000:stateMachine:{name}")
}

/// ARN of an execution.
pub(crate) fn execution(machine: &str, name: &str) -> String {
    format!("arn:aws:states:us-east-1:000000000000:execution:{machine}:{name}")
}

/// The folder of the photo bucket.
pub(crate) fn photos(data: &Path) -> PathBuf {
    data.join("apoyo")
}
