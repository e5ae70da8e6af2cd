use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use apoyo_engine::{Engine, Prepared, Revision};
use jiff::Timestamp;
use serde_json::Value;

use super::operations::TABLE;
use super::registry::{MachineRecord, Registry, RevisionRecord};
use super::{ApiError, RegistryFile, variable_references};
use crate::executions::Trouble;

/// The API of Step Functions over an engine. Clones share one registry.
///
/// Machines and activities that were made through the engine itself are not listed here.
#[derive(Clone)]
pub struct StepFunctions(Arc<Inner>);

pub(super) struct Inner {
    engine: Arc<Engine>,
    registry: Mutex<Registry>,
    /// Where the registry is kept; whoever changes it holds this until the change is on disk.
    file: tokio::sync::Mutex<Option<Arc<RegistryFile>>>,
    trouble: OnceLock<Trouble>,
}

/// How the names of operations begin that change the registry.
const CHANGING: [&str; 6] = ["Create", "Update", "Delete", "Publish", "Tag", "Untag"];

/// How the names of operations begin that are acknowledged once executions have recorded them.
const RECORDED: [&str; 4] = ["Start", "Stop", "Redrive", "Send"];

impl StepFunctions {
    /// The API over this engine, without machines.
    pub fn new(engine: Arc<Engine>) -> Self {
        let (registry, file) = (Mutex::default(), tokio::sync::Mutex::default());
        Self(Arc::new(Inner { engine, registry, file, trouble: OnceLock::new() }))
    }

    /// From now on who waits for a record is told when none can be stored; the first call counts.
    pub(crate) fn heed(&self, trouble: Trouble) {
        // Set once, when the cloud is opened.
        let _ = self.0.trouble.set(trouble);
    }

    /// From now on a change of the registry is in this file before it is acknowledged.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn keep_in(&self, file: RegistryFile) -> Result<(), ApiError> {
        let file = Arc::new(file);
        let mut place = self.0.file.lock().await;
        self.write_to(&file).await?;
        *place = Some(file);
        Ok(())
    }

    async fn write_to(&self, file: &Arc<RegistryFile>) -> Result<(), ApiError> {
        let (file, registry) = (Arc::clone(file), self.snapshot());
        let path = file.path().display().to_string();
        let written = tokio::task::spawn_blocking(move || file.write(&registry)).await;
        written.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(|error| {
            tracing::error!(path, %error, "the registry of state machines cannot be kept");
            ApiError::new("InternalServerError", format!("the registry cannot be kept in {path}: {error}"))
        })
    }

    /// Calls an operation by AWS's name, `CreateStateMachine`, with its request; the reply has AWS's fields, times as
    /// seconds since 1970.
    ///
    /// # Errors
    /// AWS's error where the request is refused; `UnknownOperationException` where there is no such operation.
    pub async fn call(&self, operation: &str, params: Value) -> Result<Value, ApiError> {
        let entry = TABLE.iter().find(|entry| entry.name == operation);
        let entry = entry.ok_or_else(|| {
            let text = format!("The requested operation is not supported: {operation}");
            ApiError::new("UnknownOperationException", text)
        })?;
        let begins_with = |prefixes: &[&str]| prefixes.iter().any(|prefix| entry.name.starts_with(prefix));
        if begins_with(&RECORDED) {
            return tokio::select! {
                biased;
                reply = (entry.run)(self, params) => reply,
                reason = self.trouble() => Err(not_stored(&reason)),
            };
        }
        if !begins_with(&CHANGING) {
            return (entry.run)(self, params).await;
        }
        let place = self.0.file.lock().await;
        let reply = (entry.run)(self, params).await?;
        if let Some(file) = &*place {
            self.write_to(file).await?;
        }
        Ok(reply)
    }

    /// Returns when nothing can be stored, with the reason.
    async fn trouble(&self) -> String {
        if let Some(trouble) = self.0.trouble.get()
            && let Ok(seen) = trouble.clone().wait_for(Option::is_some).await
        {
            return seen.clone().unwrap_or_default();
        }
        std::future::pending().await
    }

    /// Names of all operations.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|entry| entry.name)
    }

    /// What is kept by now, to be written down.
    pub fn snapshot(&self) -> Registry {
        self.registry().clone()
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(super) fn registry(&self) -> MutexGuard<'_, Registry> {
        self.0.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.engine().clock().now()
    }

    pub(super) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    pub(super) fn upgrade(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(Self)
    }

    /// `variableReferences` of a definition, where it refers to any.
    pub(super) fn variable_references(definition: &str) -> Option<Value> {
        variable_references::of(definition)
    }
}

/// What was asked for is with the engine and will be done once it can be recorded, so asking again must be harmless: a
/// start with the same name and input is.
fn not_stored(reason: &str) -> ApiError {
    ApiError::new(
        "ServiceUnavailable",
        format!("it is not on disk yet, and will be done when it is: {reason}"),
    )
}

/// A revision as the engine takes it.
pub(super) fn revision_of(record: &RevisionRecord, number: u64, definition: Prepared) -> Revision {
    Revision { name: record.name.clone(), number, role_arn: record.role_arn.clone(), definition }
}

/// The machine of an ARN, where it is not about to go.
///
/// # Errors
/// `StateMachineDoesNotExist`, or `StateMachineDeleting`.
pub(super) fn living<'r>(
    registry: &'r mut Registry,
    (machine, asked): (&apoyo_engine::Arn, &str),
) -> Result<&'r mut MachineRecord, ApiError> {
    match registry.machines.get_mut(machine) {
        None => Err(ApiError::no_state_machine(asked)),
        Some(machine) if machine.is_deleting => {
            Err(ApiError::new("StateMachineDeleting", format!("State Machine is being deleted: '{asked}'")))
        }
        Some(machine) => Ok(machine),
    }
}
