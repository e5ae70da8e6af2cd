use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::command;
use crate::environment::{Environment, Left};
use crate::limits::IDLE_LIMIT;
use crate::log::{InvocationLog, LogFile};
use crate::process::Watchdog;
use crate::run::{self, Run};
use crate::turns::Turns;
use crate::{Answer, Code, Event, Function, Refusal, Surroundings};

/// A function with its turns, its log and the environments that are warm.
#[derive(Debug)]
pub(crate) struct Pool {
    function: Function,
    turns: Turns,
    log: Arc<LogFile>,
    /// The one that was used last is at the end, and is used next.
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    environment: Environment,
    since: Timestamp,
}

/// What pools have in common.
pub(crate) type Ground<'a> = (&'a Surroundings, &'a Arc<Watchdog>);

impl Pool {
    pub(crate) fn new(function: Function, around: &Surroundings) -> Self {
        let log = around.folder.join("logs").join(format!("{}.log", function.name));
        let (turns, log) = (Turns::new(function.concurrency), Arc::new(LogFile::at(log)));
        Self { function, turns, log, idle: Mutex::default() }
    }

    pub(crate) fn function(&self) -> &Function {
        &self.function
    }

    /// Runs the function, once it is its turn.
    ///
    /// # Errors
    /// When it runs as often as it may.
    pub(crate) async fn invoke(
        &self,
        event: &Event,
        ground: Ground<'_>,
    ) -> Result<(Answer, InvocationLog), Refusal> {
        let _turn = self.turns.take().await?;
        let mut log = InvocationLog::new(&self.log);
        let run = match &self.function.code {
            Code::Bootstrap(executable) => self.run_warm(event, executable, (ground, &mut log)).await,
            Code::Command { program, arguments } => {
                command::run(event, (&self.function, program, arguments), ground, &mut log).await
            }
        };
        run.report(event, &self.function, &mut log);
        Ok((run.answer, log))
    }

    /// Runs it in an environment that is warm, else in a new one.
    async fn run_warm(
        &self,
        event: &Event,
        executable: &Path,
        (ground, log): (Ground<'_>, &mut InvocationLog),
    ) -> Run {
        let clock = &ground.0.clock;
        loop {
            let mut environment = match self.warm(executable) {
                Some(environment) => environment,
                None => match Environment::start(&self.function, executable, ground).await {
                    Ok(environment) => environment,
                    Err(error) => {
                        run::begin(event, log);
                        return Run::not_started(Answer::not_started(&event.id, executable, &error));
                    }
                },
            };
            match environment.run(event, &self.function, (clock, log)).await {
                Left::Warm(run) => {
                    self.idle().push(Idle { environment, since: clock.now() });
                    return run;
                }
                Left::Over(run) => return run,
                // It had gone while nobody looked: each turn of this loop has one fewer of them.
                Left::NotRun => {}
            }
        }
    }

    /// The environment that was used last, if one still runs; one of an executable that was built anew since then is ended.
    fn warm(&self, executable: &Path) -> Option<Environment> {
        let mut idle = self.idle();
        while let Some(Idle { mut environment, .. }) = idle.pop() {
            if environment.runs() && environment.is_up_to_date(executable) {
                return Some(environment);
            }
        }
        None
    }

    /// Ends the environments that nobody has needed for some minutes.
    pub(crate) fn end_idle(&self, now: Timestamp) {
        let limit = SignedDuration::try_from(IDLE_LIMIT).unwrap_or(SignedDuration::MAX);
        self.idle().retain_mut(|idle| now.duration_since(idle.since) < limit && idle.environment.runs());
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
