use std::io;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::{Limits, Watchdog, memory};
use crate::log::InvocationLog;

/// A process of a function. Killed with its whole group when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    group: Pid,
    /// What it says on standard error, and on standard output where that is log too.
    log: Receiver,
    watchdog: Arc<Watchdog>,
}

/// What the standard output of a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StandardOutput {
    /// Log, like its standard error.
    Log,
    /// The function's result, which [`Process::streams`] hands out, with a standard input.
    Result,
}

/// What came first.
#[derive(Debug)]
pub(crate) enum Happening<T> {
    /// What was waited for.
    Done(T),
    /// The process ended.
    Exited(ExitStatus),
    /// The time was over.
    TimedOut,
    /// The process took too much memory.
    OutOfMemory,
}

impl Process {
    /// Starts a command as a group of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(
        mut command: Command,
        output: StandardOutput,
        watchdog: &Arc<Watchdog>,
    ) -> io::Result<Self> {
        let (log, writer) = io::pipe()?;
        match output {
            StandardOutput::Log => command.stdin(Stdio::null()).stdout(writer.try_clone()?),
            StandardOutput::Result => command.stdin(Stdio::piped()).stdout(Stdio::piped()),
        };
        let mut child = command.stderr(writer).process_group(0).kill_on_drop(true).spawn()?;
        // It holds the writing end of the log, which must end with the process.
        drop(command);
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let Some(group) = id else {
            let _ = child.start_kill();
            return Err(io::Error::other("it ended before it had an id"));
        };
        watchdog.begins(group.as_raw_nonzero().get());
        Ok(Self { child, group, log: Receiver::from_owned_fd(log.into())?, watchdog: Arc::clone(watchdog) })
    }

    /// Its standard input and output, where these are the function's event and result; once.
    pub(crate) fn streams(&mut self) -> Option<(ChildStdin, ChildStdout)> {
        self.child.stdin.take().zip(self.child.stdout.take())
    }

    /// Whether it still runs, as far as can be seen.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Bytes of memory that it holds, without what it started.
    pub(crate) fn memory_bytes(&self) -> u64 {
        memory::of_one(self.id())
    }

    /// Waits for `done` while the process is within its limits; what it says meanwhile is logged.
    pub(crate) async fn until<T>(
        &mut self,
        done: impl Future<Output = T>,
        limits: &Limits,
        log: &mut InvocationLog,
    ) -> Happening<T> {
        let id = self.id();
        let (mut done, mut time) = (pin!(done), pin!(limits.time_is_over()));
        let mut memory = pin!(limits.memory_is_over(id));
        let mut is_open = true;
        let happening = loop {
            tokio::select! {
                biased;
                it = &mut done => break Happening::Done(it),
                // A process that somebody else has waited for ended without a reason that is known.
                status = self.child.wait() => break Happening::Exited(status.unwrap_or_default()),
                () = &mut time => break Happening::TimedOut,
                () = &mut memory => break Happening::OutOfMemory,
                ready = self.log.readable(), if is_open => is_open = ready.is_ok() && copy(&self.log, log),
            }
        };
        copy(&self.log, log);
        happening
    }

    /// Kills it and what it started, as far as that is still there.
    pub(crate) fn kill_group(&self) {
        // Where all of it has ended there is nothing to kill.
        let _ = kill_process_group(self.group, Signal::KILL);
    }

    fn id(&self) -> u32 {
        self.group.as_raw_nonzero().get().unsigned_abs()
    }
}

/// Logs what is there to be read; whether more may come.
fn copy(pipe: &Receiver, log: &mut InvocationLog) -> bool {
    let mut buffer = [0; 4096];
    loop {
        match pipe.try_read(&mut buffer) {
            Ok(0) => return false,
            Ok(length) => log.write(&buffer[..length]),
            Err(error) => return error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_group();
        self.watchdog.ends(self.group.as_raw_nonzero().get());
    }
}
