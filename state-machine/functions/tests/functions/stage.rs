//! Functions in a folder of their own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use apoyo_engine::{Clock, FunctionError, InvokeFunction, ManualClock, Realm, TokioClock};
use apoyo_functions::{
    Answer, Event, FunctionSet, Functions, InProcess, InvalidFunction, Invoked, Keys, Refusal, Surroundings,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The function that does what its event asks for.
pub(crate) const TRIAL: &str = env!("CARGO_BIN_EXE_apoyo-trial-function");

pub(crate) struct Stage {
    pub(crate) functions: FunctionSet,
    pub(crate) folder: TempDir,
}

impl Stage {
    /// These functions, as `apoyo.yaml` declares them, at the computer's time.
    pub(crate) fn new(functions: Value) -> Self {
        Self::at(functions, Arc::new(TokioClock))
    }

    /// One function, `trial`, with these fields beside its bootstrap, at a time that the test moves.
    pub(crate) fn standing(fields: Value) -> (Self, ManualClock) {
        let clock = ManualClock::default();
        (Self::at(trial(fields), Arc::new(clock.clone())), clock)
    }

    /// One function, `trial`, with these fields beside its bootstrap.
    pub(crate) fn trial(fields: Value) -> Self {
        Self::new(trial(fields))
    }

    pub(crate) fn at(functions: Value, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let functions = start(functions, folder.path(), clock, None).unwrap();
        Self { functions, folder }
    }

    /// The next process over the same folder.
    pub(crate) fn restarted(self, functions: Value, clock: Arc<dyn Clock>) -> Self {
        let Self { functions: before, folder } = self;
        drop(before);
        let functions = start(functions, folder.path(), clock, None).unwrap();
        Self { functions, folder }
    }

    /// What comes of an invocation that is not refused.
    pub(crate) async fn invoke(&self, function: &str, event: &Value) -> Invoked {
        self.functions.invoke(function, Event::new(event.to_string())).await.unwrap()
    }

    pub(crate) async fn refused(&self, function: &str, event: impl Into<String>) -> Refusal {
        self.functions.invoke(function, Event::new(event.into())).await.unwrap_err()
    }

    /// The result of an invocation that must have one.
    pub(crate) async fn result(&self, function: &str, event: &Value) -> Value {
        match self.invoke(function, event).await.answer {
            Answer::Result(result) => serde_json::from_slice(&result).unwrap(),
            Answer::Error(error) => panic!("{}", String::from_utf8_lossy(&error)),
        }
    }

    /// The error document of an invocation that must have one, without the id of the request in its message.
    pub(crate) async fn error(&self, function: &str, event: &Value) -> Value {
        error_of(&self.invoke(function, event).await)
    }

    /// What a state machine sees.
    pub(crate) async fn task(&self, function: &str, event: &Value) -> Result<Value, FunctionError> {
        InvokeFunction::invoke(&self.functions, function, event).await
    }

    /// The log of a function so far.
    pub(crate) fn log(&self, function: &str) -> String {
        let path = self.folder.path().join("own/logs").join(format!("{function}.log"));
        std::fs::read_to_string(path).unwrap_or_default()
    }
}

pub(crate) fn error_of(invoked: &Invoked) -> Value {
    let Answer::Error(error) = &invoked.answer else { panic!("{:?}", invoked.answer) };
    let text = String::from_utf8_lossy(error).replace(invoked.id.as_str(), "ID");
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn trial(mut fields: Value) -> Value {
    fields["bootstrap"] = TRIAL.into();
    json!({"trial": fields})
}

pub(crate) fn start(
    functions: Value,
    folder: &Path,
    clock: Arc<dyn Clock>,
    own: Option<InProcess>,
) -> Result<FunctionSet, InvalidFunction> {
    let functions = Functions::declared(&serde_json::from_value(functions).unwrap(), folder)?;
    FunctionSet::start(functions, own, surroundings(folder.join("own"), clock))
}

pub(crate) fn surroundings(folder: PathBuf, clock: Arc<dyn Clock>) -> Surroundings {
    let keys = Keys { access_key_id: "apoyo".into(), secret_access_key: "apoyo-secret".into() };
    Surroundings { realm: Realm::default(), endpoint: "http://127.0.0.1:4566".into(), keys, folder, clock }
}

/// Waits until something is so, while others work.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::task::yield_now().await;
    }
}

/// Whether a process runs; one that has ended and was not yet waited for does not.
pub(crate) fn runs(process: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}
