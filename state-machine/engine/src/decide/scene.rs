use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::execution::{Execution, Frame, FrameId, Phase};
use crate::failure::{Failure, error_name};
use crate::history::Event;
use crate::jsonata::{ContextObject, Entropy, EvaluationError, MapItem, Query};
use crate::machine::{JsonataFlow, Machine, State, StateId};
use crate::payload::{Payload, exceeds_limit};

/// Variables and their new values.
type Assigned = Vec<(Arc<str>, Payload)>;

/// An event that is decided and not yet recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Where it happens.
    pub frame: FrameId,
    /// Id of the event that led to it.
    pub previous: u64,
    /// What happens.
    pub event: Event,
}

/// All that a decision about one frame can see.
pub(crate) struct Scene<'a> {
    pub(crate) execution: &'a Execution,
    pub(crate) id: FrameId,
    pub(crate) frame: &'a Frame,
    pub(crate) state: &'a State,
    pub(crate) now: Timestamp,
    context: ContextObject,
}

impl<'a> Scene<'a> {
    pub(crate) fn of(execution: &'a Execution, id: FrameId, now: Timestamp) -> Option<Self> {
        let frame = execution.frame(id)?;
        let state = execution.origin().machine.state(frame.visit.state);
        let is_arriving = matches!(frame.visit.phase, Phase::Arriving);
        let context = ContextObject {
            execution: Arc::clone(&execution.origin().context),
            state_name: Arc::clone(&state.name),
            entered: if is_arriving { now } else { frame.visit.entered },
            retry_count: frame.visit.retry_count(),
            item: frame.item.clone(),
            task_token: None,
        };
        Some(Self { execution, id, frame, state, now, context })
    }

    pub(crate) fn machine(&self) -> &'a Machine {
        &self.execution.origin().machine
    }

    /// The same scene as an item of the `Map` state sees it.
    pub(crate) fn for_item(&self, item: MapItem) -> ContextObject {
        ContextObject { item: Some(item), ..self.context.clone() }
    }

    pub(crate) fn context(&self) -> &ContextObject {
        &self.context
    }

    pub(crate) fn query(&self) -> Query<'_> {
        self.query_in(&self.context)
    }

    pub(crate) fn query_in<'q>(&'q self, context: &'q ContextObject) -> Query<'q> {
        Query {
            input: &self.frame.visit.input,
            result: None,
            error_output: None,
            context,
            variables: &self.frame.variables,
            entropy: Entropy { now: self.now, seed: self.execution.seed_at(self.execution.next_event_id()) },
        }
    }

    pub(crate) fn event(&self, event: Event) -> NewEvent {
        NewEvent { frame: self.id, previous: self.frame.last_event, event }
    }

    /// A field of the state could not be computed.
    ///
    /// As in AWS's records, the event points back past the entry where the failing field belongs to the entry itself.
    pub(crate) fn evaluation_failed(&self, error: &EvaluationError) -> NewEvent {
        let visit = &self.frame.visit;
        let previous = match visit.phase {
            Phase::Entered(_) => visit.before_event,
            _ => self.frame.last_event,
        };
        let cause = error.cause(&self.state.name, visit.entered_event);
        self.evaluation_failed_because(previous, &error.location, cause)
    }

    /// As [`Scene::evaluation_failed`], for what was found out while the state was entered.
    pub(crate) fn evaluation_failed_after_entry(&self, location: &str, cause: &str) -> NewEvent {
        self.evaluation_failed_because(self.frame.last_event, location, cause.to_owned())
    }

    fn evaluation_failed_because(&self, previous: u64, location: &str, cause: String) -> NewEvent {
        let event = Event::EvaluationFailed {
            failure: Failure::new(error_name::QUERY_EVALUATION_ERROR, cause),
            location: location.into(),
            state: Arc::clone(&self.state.name),
        };
        NewEvent { frame: self.id, previous, event }
    }

    /// Leaves the state by its own `Next`, with its result; a state without one hands its input on.
    pub(crate) fn leave(&self, result: Option<&Payload>) -> NewEvent {
        let query = Query { result: result.map(|result| &**result), ..self.query() };
        let otherwise = result.unwrap_or(&self.frame.visit.input);
        self.leave_with(&self.state.flow, (&query, otherwise), self.state.next)
    }

    /// Leaves the state by a catcher.
    pub(crate) fn leave_by_catcher(&self, catcher: usize, failure: &Failure) -> NewEvent {
        let catcher = &self.state.catch[catcher];
        let error_output = Arc::new(error_output(failure));
        let query = Query { error_output: Some(&error_output), ..self.query() };
        self.leave_with(&catcher.flow, (&query, &error_output), Some(catcher.next))
    }

    /// Leaves the state to `next`; the output is `otherwise` where the flow writes none.
    pub(crate) fn leave_with(
        &self,
        flow: &JsonataFlow,
        (query, otherwise): (&Query<'_>, &Payload),
        next: Option<StateId>,
    ) -> NewEvent {
        match Self::output_and_variables(flow, (query, otherwise)) {
            Err(error) => self.evaluation_failed(&error),
            Ok((output, _)) if !Arc::ptr_eq(&output, &self.frame.visit.input) && exceeds_limit(&output) => {
                self.flow_failed(self.too_large())
            }
            Ok((output, assigned)) => self.event(Event::StateExited {
                state_type: self.state.state_type(),
                name: Arc::clone(&self.state.name),
                output,
                assigned,
                next: next.map(|next| Arc::clone(&self.machine().state(next).name)),
            }),
        }
    }

    /// `Assign` and `Output` both read the variables as they were before.
    fn output_and_variables(
        flow: &JsonataFlow,
        (query, otherwise): (&Query<'_>, &Payload),
    ) -> Result<(Payload, Assigned), EvaluationError> {
        let assigned = flow
            .assign
            .iter()
            .map(|(name, value)| Ok((Arc::clone(name), value.evaluate(query, &format!("Assign/{name}"))?)))
            .collect::<Result<Vec<_>, EvaluationError>>()?;
        let output = match &flow.output {
            Some(output) => output.evaluate(query, "Output")?,
            None => Arc::clone(otherwise),
        };
        Ok((output, assigned))
    }

    pub(crate) fn too_large(&self) -> Failure {
        let name = &self.state.name;
        Failure::new(
            error_name::DATA_LIMIT_EXCEEDED,
            format!(
                "The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
            ),
        )
    }

    /// The flow of this frame fails, without a word of its state before it.
    pub(crate) fn flow_failed(&self, failure: Failure) -> NewEvent {
        match self.frame.place {
            None => self.event(Event::ExecutionFailed(failure)),
            Some(place) => match self.map_above() {
                Some(name) => self.event(Event::MapIterationFailed { name, index: place.index, failure }),
                None => {
                    NewEvent { frame: place.parent, ..self.event(Event::ParallelStateFailed { failure }) }
                }
            },
        }
    }

    /// The flow of this frame is at its end.
    pub(crate) fn flow_succeeded(&self, output: &Payload) -> NewEvent {
        self.event(match (self.frame.place, self.map_above()) {
            (Some(place), Some(name)) => Event::MapIterationSucceeded { name, index: place.index },
            _ => Event::ExecutionSucceeded { output: Arc::clone(output) },
        })
    }

    /// Name of the `Map` state whose iteration this frame is.
    fn map_above(&self) -> Option<Arc<str>> {
        let parent = self.execution.frame(self.frame.place?.parent)?;
        let state = self.machine().state(parent.visit.state);
        matches!(parent.visit.phase, Phase::Branching(_) if state.is_map()).then(|| Arc::clone(&state.name))
    }
}

/// `$states.errorOutput`: `Error` and `Cause`.
fn error_output(failure: &Failure) -> Value {
    let members = [("Error", &failure.error), ("Cause", &failure.cause)];
    let present =
        members.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?.into())));
    Value::Object(present.collect())
}
