use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout, Command};

use crate::answer::{error_type, exit_words};
use crate::environment::log_stream;
use crate::log::{InvocationLog, Status};
use crate::process::{Happening, Limits, Process, StandardOutput, Watchdog};
use crate::run::{self, Run, between};
use crate::variables::variables;
use crate::{Answer, Event, Function, RESPONSE_PAYLOAD_LIMIT_BYTES, Surroundings};

/// Runs a program for one event, which it finds on its standard input; its standard output is the result.
pub(crate) async fn run(
    event: &Event,
    (function, program, arguments): (&Function, &Path, &[String]),
    (around, watchdog): (&Surroundings, &Arc<Watchdog>),
    log: &mut InvocationLog,
) -> Run {
    run::begin(event, log);
    let started = around.clock.now();
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(&function.task_root)
        .env_clear()
        .envs(variables(function, around, &log_stream(started)))
        .env("_X_AMZN_TRACE_ID", &event.trace);
    let mut process = match Process::start(command, StandardOutput::Result, watchdog) {
        Ok(process) => process,
        Err(error) => return Run::not_started(Answer::not_started(&event.id, program, &error)),
    };
    let deadline = Limits::after(started, function.timeout);
    let limits = Limits::new(&around.clock, deadline, function.memory_bytes());
    let end = watch(&mut process, event.payload.clone(), &limits, log).await;
    let (answer, status) = match end {
        End::Exited(exit, output) => exited(event, (exit, output), log),
        End::TooLarge => (Answer::too_large(), Status::Answered),
        End::TimedOut => (Answer::timed_out(&event.id, function.timeout), Status::TimedOut),
        End::OutOfMemory => (Answer::out_of_memory(&event.id), Status::Failed(error_type::OUT_OF_MEMORY)),
    };
    let duration = between(started, around.clock.now());
    Run { answer, status, duration, used_bytes: limits.peak_bytes(), init: None }
}

/// How the program ended.
enum End {
    Exited(ExitStatus, Vec<u8>),
    TooLarge,
    TimedOut,
    OutOfMemory,
}

async fn watch(process: &mut Process, payload: Bytes, limits: &Limits, log: &mut InvocationLog) -> End {
    let Some((stdin, stdout)) = process.streams() else {
        return End::Exited(ExitStatus::default(), Vec::new());
    };
    let mut output = std::pin::pin!(exchange(stdin, stdout, payload));
    let read = match process.until(&mut output, limits, log).await {
        Happening::Done(Some(read)) => read,
        Happening::Done(None) => return End::TooLarge,
        Happening::TimedOut => return End::TimedOut,
        Happening::OutOfMemory => return End::OutOfMemory,
        Happening::Exited(exit) => {
            // What it started may still hold its standard output open, and nobody waits for that.
            process.kill_group();
            return tokio::select! {
                read = output => read.map_or(End::TooLarge, |read| End::Exited(exit, read)),
                () = limits.time_is_over() => End::TimedOut,
            };
        }
    };
    match process.until(std::future::pending::<()>(), limits, log).await {
        Happening::Exited(exit) => End::Exited(exit, read),
        Happening::OutOfMemory => End::OutOfMemory,
        Happening::TimedOut | Happening::Done(()) => End::TimedOut,
    }
}

/// Writes the event and reads the result to its end; none where it is too long.
async fn exchange(mut stdin: ChildStdin, stdout: ChildStdout, payload: Bytes) -> Option<Vec<u8>> {
    let write = async move {
        // A program that does not read its event is no failure.
        let _ = stdin.write_all(&payload).await;
    };
    let read = async {
        let mut read = Vec::new();
        let most = RESPONSE_PAYLOAD_LIMIT_BYTES as u64 + 1;
        // A pipe that breaks is at its end.
        let _ = stdout.take(most).read_to_end(&mut read).await;
        read
    };
    let (mut write, mut read) = (std::pin::pin!(write), std::pin::pin!(read));
    let read = tokio::select! {
        read = &mut read => read,
        () = &mut write => read.await,
    };
    (read.len() <= RESPONSE_PAYLOAD_LIMIT_BYTES).then_some(read)
}

fn exited(event: &Event, (exit, output): (ExitStatus, Vec<u8>), log: &InvocationLog) -> (Answer, Status) {
    if exit.success() {
        let output = if output.trim_ascii().is_empty() { b"null".to_vec() } else { output };
        return (Answer::Result(output.into()), Status::Answered);
    }
    let words = exit_words(exit);
    let document = match exit.code() {
        Some(_) => error_document(&log.said()),
        None => None,
    };
    let document = document.unwrap_or_else(|| {
        let message = format!("RequestId: {} Error: {words}", event.id);
        json!({"errorType": error_type::EXIT, "errorMessage": message})
    });
    (Answer::Error(document.to_string().into()), Status::Failed(error_type::EXIT))
}

/// The error of a program: the last line of its standard error, as an error document or as `Name: message`, which is how many
/// languages end a trace; else all that it said, under the name that Lambda gives to a process that ends with an exit code.
/// None where it said nothing.
fn error_document(said: &str) -> Option<Value> {
    let said = said.trim();
    let (before, last) = said.rsplit_once('\n').unwrap_or(("", said));
    let last = last.trim();
    if let Ok(document) = serde_json::from_str::<Value>(last)
        && document.get("errorType").is_some_and(Value::is_string)
    {
        return Some(document);
    }
    if let Some((name, message)) = last.split_once(": ").filter(|(name, _)| is_error_name(name)) {
        let trace: Vec<&str> = before.lines().collect();
        return Some(json!({"errorType": name, "errorMessage": message, "stackTrace": trace}));
    }
    (!said.is_empty()).then(|| json!({"errorType": error_type::EXIT, "errorMessage": said}))
}

/// `ValueError`, `json.decoder.JSONDecodeError`; not `sh`, which says so about a program that it does not find.
fn is_error_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_program_are_its_error() {
        let table = [
            (
                "first\nValueError: too big\n",
                json!({"errorType": "ValueError", "errorMessage": "too big", "stackTrace": ["first"]}),
            ),
            ("{\"errorType\": \"Mine\", \"more\": 1}", json!({"errorType": "Mine", "more": 1})),
            (
                "sh: 1: nothing: not found\n",
                json!({"errorType": "Runtime.ExitError", "errorMessage": "sh: 1: nothing: not found"}),
            ),
            ("a\nb", json!({"errorType": "Runtime.ExitError", "errorMessage": "a\nb"})),
        ];
        for (said, document) in table {
            assert_eq!(error_document(said), Some(document), "{said}");
        }
        assert_eq!(error_document(" \n"), None);
    }
}
