use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use crate::Answer;
use crate::runtime_api::{Heard, RuntimeApi};

/// A step's binary that runs, and the Runtime API that it asks. Killed when dropped.
#[derive(Debug)]
pub struct Function {
    api: RuntimeApi,
    process: Child,
}

/// What Lambda itself sets, of the names that the runtime reads:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>.
const OF_LAMBDA: [(&str, &str); 5] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "apoyo"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/apoyo"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "1"),
];

impl Function {
    /// Starts a binary with these environment variables and Lambda's own, and no others.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start<N: AsRef<OsStr>, V: AsRef<OsStr>>(
        binary: impl AsRef<Path>,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> io::Result<Self> {
        let api = RuntimeApi::start().await?;
        let process = Command::new(binary.as_ref())
            .env_clear()
            .envs(OF_LAMBDA)
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { api, process })
    }

    /// Waits until it asks for its next event: it has started, or is done with the last one.
    ///
    /// # Errors
    /// When it ends instead; with what it said on standard error.
    pub async fn asks(&mut self) -> io::Result<()> {
        while !matches!(self.hears().await?, Heard::Next) {}
        Ok(())
    }

    /// Gives it an event, and waits for the answer.
    ///
    /// # Errors
    /// When it ends instead; with what it said on standard error.
    pub async fn invoke(&mut self, event: Value) -> io::Result<Answer> {
        self.api.give(event);
        loop {
            if let Heard::Answer(answer) = self.hears().await? {
                return Ok(answer);
            }
        }
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub async fn end(self) -> io::Result<Output> {
        self.process.wait_with_output().await
    }

    async fn hears(&mut self) -> io::Result<Heard> {
        let ended = || io::Error::other("the Runtime API's stub ended");
        tokio::select! {
            heard = self.api.hear() => heard.ok_or_else(ended),
            status = self.process.wait() => {
                let mut words = String::new();
                if let Some(mut stderr) = self.process.stderr.take() {
                    stderr.read_to_string(&mut words).await?;
                }
                Err(io::Error::other(format!("the function ended with {}: {words}", status?)))
            }
        }
    }
}
