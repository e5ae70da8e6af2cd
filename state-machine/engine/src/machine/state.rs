use std::sync::Arc;

use apoyo_asl::{ErrorEquals, Pattern, Retrier};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Distributed, Field, FlowId, Map, Processing, StateId};
use crate::data_flow::{DataFlow, Test};
use crate::history::Integration;
use crate::payload::Payload;

/// The eight types of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum StateType {
    Task,
    Pass,
    Choice,
    Wait,
    Succeed,
    Fail,
    Parallel,
    Map,
}

impl StateType {
    /// The name in `Type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Pass => "Pass",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
        }
    }
}

/// One state, ready to run.
#[derive(Debug)]
pub struct State {
    /// Its name.
    pub name: Arc<str>,
    /// What only its type has.
    pub kind: Kind,
    /// Its data flow.
    pub flow: DataFlow,
    /// Its retriers, in order.
    pub retry: Vec<Retrier>,
    /// Its catchers, in order.
    pub catch: Vec<Catcher>,
    /// The state that follows; none at the end of a flow, and for `Choice`, whose rules say it.
    pub next: Option<StateId>,
}

/// What only one type of state has.
#[derive(Debug)]
pub enum Kind {
    /// Runs a task.
    Task(Task),
    /// Hands its input on, or the `Result` of a `JSONPath` state.
    Pass(Option<Payload>),
    /// Chooses the next state.
    Choice(Vec<ChoiceRule>, Option<StateId>),
    /// Waits.
    Wait(WaitTime),
    /// Ends its flow.
    Succeed,
    /// Fails its flow: `Error` and `Cause`.
    Fail(Option<Field<String>>, Option<Field<String>>),
    /// Runs flows at the same time.
    Parallel(Vec<FlowId>),
    /// Runs a flow for each item.
    Map(Box<Map>),
}

impl Kind {
    /// The Map that it is and what is distributed about it, where it is a Distributed Map.
    pub fn distributed(&self) -> Option<(&Map, &Distributed)> {
        match self {
            Self::Map(map) => match &map.processing {
                Processing::Distributed(distributed) => Some((map, distributed)),
                Processing::Inline => None,
            },
            _ => None,
        }
    }
}

/// What a `Task` state runs.
#[derive(Debug)]
pub struct Task {
    /// `Resource`.
    pub resource: Arc<str>,
    /// Who runs it.
    pub integration: Integration,
    /// What is waited for.
    pub pattern: Pattern,
    /// `TimeoutSeconds`.
    pub timeout_seconds: Option<Field<u64>>,
    /// `HeartbeatSeconds`.
    pub heartbeat_seconds: Option<Field<u64>>,
    /// `RoleArn` of `Credentials`.
    pub role_arn: Option<Field<String>>,
}

/// How long a `Wait` state waits.
#[derive(Debug)]
pub enum WaitTime {
    /// This long, from its entry.
    Seconds(Field<u64>),
    /// Until then.
    Timestamp(Field<Timestamp>),
}

/// One rule of a `Choice` state.
#[derive(Debug)]
pub struct ChoiceRule {
    /// When it is taken.
    pub condition: Condition,
    /// `Next`.
    pub next: StateId,
    /// What leaves through it.
    pub flow: DataFlow,
}

/// When a rule is taken.
#[derive(Debug)]
pub enum Condition {
    /// `JSONata`: `Condition`.
    Jsonata(Field<bool>),
    /// `JSONPath`: comparisons.
    JsonPath(Test),
}

/// One catcher.
#[derive(Debug)]
pub struct Catcher {
    /// `ErrorEquals`.
    pub error_equals: Vec<ErrorEquals>,
    /// `Next`.
    pub next: StateId,
    /// What leaves through it.
    pub flow: DataFlow,
}

impl State {
    /// Its type.
    pub fn state_type(&self) -> StateType {
        match &self.kind {
            Kind::Task(_) => StateType::Task,
            Kind::Pass(_) => StateType::Pass,
            Kind::Choice(..) => StateType::Choice,
            Kind::Wait(_) => StateType::Wait,
            Kind::Succeed => StateType::Succeed,
            Kind::Fail(..) => StateType::Fail,
            Kind::Parallel(_) => StateType::Parallel,
            Kind::Map(_) => StateType::Map,
        }
    }

    /// Whether its type has `Retry`.
    pub fn can_be_retried(&self) -> bool {
        matches!(self.kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_))
    }

    /// Whether it runs flows of its own.
    pub fn is_composite(&self) -> bool {
        matches!(self.kind, Kind::Parallel(_) | Kind::Map(_))
    }

    /// Whether it runs a flow for each item.
    pub fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }
}
