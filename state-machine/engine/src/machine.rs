//! A definition made ready to run: states indexed, expressions parsed. Made once, shared by all executions.

mod compile;
mod compile_flow;
mod faults;
mod field;
mod map;
mod state;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use apoyo_asl::{Diagnostics, ValidDefinition};

pub use compile::UncompiledReason;
pub use field::{Expected, Field};
pub use map::{Batcher, Distributed, Items, Map, Processing, Reader, Writer};
pub use state::{Catcher, ChoiceRule, Condition, Kind, State, StateType, Task, WaitTime};

/// Position of a state in its machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StateId(pub(crate) usize);

/// Position of a flow in its machine; the machine's own is [`FlowId::ROOT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FlowId(pub(crate) usize);

impl FlowId {
    /// The machine's own flow.
    pub const ROOT: Self = Self(0);
}

/// A state machine, ready to run.
#[derive(Debug)]
pub struct Machine {
    pub(crate) states: Vec<State>,
    pub(crate) starts: Vec<StateId>,
    names: HashMap<Arc<str>, StateId>,
    timeout: Option<Duration>,
}

impl Machine {
    /// Compiles a definition.
    ///
    /// # Errors
    /// With every expression in it that Step Functions would not accept, each with its place.
    pub fn compile(definition: &ValidDefinition) -> Result<Self, Diagnostics> {
        compile::compile(definition)
    }

    /// A state.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.0]
    }

    /// A state by name; names are unique in the entire machine.
    pub fn state_named(&self, name: &str) -> Option<StateId> {
        self.names.get(name).copied()
    }

    /// The first state of a flow.
    pub fn start_of(&self, flow: FlowId) -> StateId {
        self.starts[flow.0]
    }

    /// `TimeoutSeconds` of the machine.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}
