//! The cloud's process, from outside: started, called over HTTP, killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

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
        let mut child = up(data, "0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
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

    /// SIGKILL, at whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Calls an operation of Step Functions; the reply, or what was said in place of one.
    pub(crate) fn call(&self, operation: &str, params: &Value) -> Result<Value, String> {
        let body = params.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        let (status, reply) = self.send(&(head + &body))?;
        let reply: Value = serde_json::from_str(&reply).map_err(|error| format!("{error}: {reply}"))?;
        if status == 200 { Ok(reply) } else { Err(reply.to_string()) }
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
