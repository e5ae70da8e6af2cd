use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use apoyo_engine::{Engine, Prepared, Revision};
use jiff::Timestamp;
use serde_json::Value;

use super::operations::TABLE;
use super::registry::{MachineRecord, Registry, RevisionRecord};
use super::{ApiError, variable_references};

/// The API of Step Functions over an engine. Clones share one registry.
///
/// Machines and activities that were made through the engine itself are not listed here.
#[derive(Clone)]
pub struct StepFunctions(Arc<Inner>);

pub(super) struct Inner {
    engine: Arc<Engine>,
    registry: Mutex<Registry>,
}

impl StepFunctions {
    /// The API over this engine, without machines.
    pub fn new(engine: Arc<Engine>) -> Self {
        Self(Arc::new(Inner { engine, registry: Mutex::default() }))
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
        (entry.run)(self, params).await
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
