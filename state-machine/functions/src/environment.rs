use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use apoyo_engine::Clock;
use jiff::Timestamp;
use tokio::process::Command;
use uuid::Uuid;

use crate::address::arn;
use crate::answer::error_type;
use crate::executable::Build;
use crate::limits::INIT_LIMIT;
use crate::log::{InvocationLog, Status};
use crate::process::{Happening, Limits, Process, StandardOutput, Watchdog};
use crate::run::{self, Run, between};
use crate::runtime_api::{Heard, RuntimeApi};
use crate::variables::variables;
use crate::{Answer, Event, Function, Surroundings};

/// A process that speaks the Runtime API, and its side of that: what Lambda calls an execution environment. One event at a
/// time; killed when dropped.
#[derive(Debug)]
pub(crate) struct Environment {
    process: Process,
    api: RuntimeApi,
    started: Timestamp,
    build: Option<Build>,
    age: Age,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// It has had no event yet.
    Fresh,
    /// It has.
    Used,
}

/// What is left after an event.
#[derive(Debug)]
pub(crate) enum Left {
    /// The environment can take the next one.
    Warm(Run),
    /// It has ended, or must.
    Over(Run),
    /// It ended before it took the event, after it had served others: the event is still to be run.
    NotRun,
}

/// How long what a process said before its end may take to be read.
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(1);

impl Environment {
    /// Starts an executable.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) async fn start(
        function: &Function,
        executable: &Path,
        (around, watchdog): (&Surroundings, &Arc<Watchdog>),
    ) -> io::Result<Self> {
        let (started, build) = (around.clock.now(), Build::of(executable));
        let arn = arn(&around.realm, function.name.as_str());
        let api = RuntimeApi::open(arn, function.timeout, Arc::clone(&around.clock)).await?;
        let mut command = Command::new(executable);
        command
            .current_dir(&function.task_root)
            .env_clear()
            .envs(variables(function, around, &log_stream(started)))
            .env("AWS_LAMBDA_RUNTIME_API", api.address());
        let process = Process::start(command, StandardOutput::Log, watchdog)?;
        Ok(Self { process, api, started, build, age: Age::Fresh })
    }

    /// Whether its process still runs, as far as can be seen.
    pub(crate) fn runs(&mut self) -> bool {
        self.process.runs()
    }

    /// Whether its process runs what is in the file now.
    pub(crate) fn is_up_to_date(&self, executable: &Path) -> bool {
        Build::of(executable).is_none_or(|now| self.build == Some(now))
    }

    /// Gives it an event, and waits for what becomes of it.
    pub(crate) async fn run(
        &mut self,
        event: &Event,
        function: &Function,
        (clock, log): (&Arc<dyn Clock>, &mut InvocationLog),
    ) -> Left {
        self.api.give(event.clone());
        let begun = Begun { event, function, clock };
        let age = std::mem::replace(&mut self.age, Age::Used);
        let deadline = Limits::after(clock.now(), INIT_LIMIT + function.timeout);
        let limits = begun.limits(deadline);
        let deadline = match self.process.until(self.api.hear(), &limits, log).await {
            Happening::Done(Heard::Took { deadline }) => deadline,
            happening => {
                let last_words = self.last_words(&happening, clock).await;
                if age == Age::Used && matches!((&happening, &last_words), (Happening::Exited(_), None)) {
                    return Left::NotRun;
                }
                run::begin(event, log);
                let spent = between(self.started, clock.now());
                return Left::Over(begun.ended(happening, last_words, (spent, limits.peak_bytes()), None));
            }
        };
        run::begin(event, log);
        let taken = clock.now();
        let init = (age == Age::Fresh).then(|| between(self.started, taken));
        let limits = begun.limits(deadline);
        let happening = self.process.until(self.api.hear(), &limits, log).await;
        let used_bytes = self.process.memory_bytes().max(limits.peak_bytes());
        let spent = (between(taken, clock.now()), used_bytes);
        if let Happening::Done(Heard::Answered(answer)) = happening {
            let (duration, used_bytes) = spent;
            return Left::Warm(Run { answer, status: Status::Answered, duration, used_bytes, init });
        }
        let last_words = self.last_words(&happening, clock).await;
        Left::Over(begun.ended(happening, last_words, spent, init))
    }

    /// What a process that has ended had still said.
    async fn last_words(&mut self, happening: &Happening<Heard>, clock: &Arc<dyn Clock>) -> Option<Heard> {
        if !matches!(happening, Happening::Exited(_)) {
            return None;
        }
        self.process.kill_group();
        tokio::select! {
            words = self.api.last_words() => words,
            // A process that left the group may still hold a connection open.
            () = clock.sleep_until(Limits::after(clock.now(), LAST_WORDS_LIMIT)) => None,
        }
    }
}

/// An event that is being run.
struct Begun<'a> {
    event: &'a Event,
    function: &'a Function,
    clock: &'a Arc<dyn Clock>,
}

impl Begun<'_> {
    fn limits(&self, deadline: Timestamp) -> Limits {
        Limits::new(self.clock, deadline, self.function.memory_bytes())
    }

    /// How the event ran whose environment is over.
    fn ended(
        &self,
        happening: Happening<Heard>,
        last_words: Option<Heard>,
        (duration, used_bytes): (Duration, u64),
        init: Option<Duration>,
    ) -> Run {
        let id = &self.event.id;
        let (answer, status) = match (happening, last_words) {
            (Happening::Done(Heard::Answered(answer)), _) | (_, Some(Heard::Answered(answer))) => {
                (answer, Status::Answered)
            }
            (Happening::Exited(exit), _) => (Answer::exited(id, exit), Status::Failed(error_type::EXIT)),
            (Happening::OutOfMemory, _) => {
                (Answer::out_of_memory(id), Status::Failed(error_type::OUT_OF_MEMORY))
            }
            (Happening::TimedOut | Happening::Done(Heard::Took { .. }), _) => {
                (Answer::timed_out(id, self.function.timeout), Status::TimedOut)
            }
        };
        Run { answer, status, duration, used_bytes, init }
    }
}

/// As Lambda names the stream of an environment's log.
pub(crate) fn log_stream(started: Timestamp) -> String {
    format!("{}/[$LATEST]{}", started.strftime("%Y/%m/%d"), Uuid::new_v4().simple())
}
