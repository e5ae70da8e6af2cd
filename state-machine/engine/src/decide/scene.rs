use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::NewEvent;
use crate::data_flow::{ContextObject, DataFlow, Entropy, EvaluationError, MapItem, Query};
use crate::execution::{Execution, Frame, FrameId, Phase};
use crate::failure::{Failure, error_name};
use crate::history::Event;
use crate::machine::{Machine, State, StateId};
use crate::payload::{DEPTH_LIMIT, PAYLOAD_LIMIT_BYTES, Payload, bytes_of, exceeds_limit, is_too_deep};

/// All that a decision about one frame can see.
pub(crate) struct Scene<'a> {
    pub(crate) execution: &'a Execution,
    pub(crate) id: FrameId,
    pub(crate) frame: &'a Frame,
    pub(crate) state: &'a State,
    pub(crate) now: Timestamp,
    context: ContextObject,
    input: Result<Cow<'a, Value>, EvaluationError>,
    caught: OnceCell<(usize, Failure)>,
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
            retry_count: state.can_be_retried().then(|| frame.visit.retry_count()),
            item: frame.item.clone(),
            task_token: crate::states::task::token(execution, frame, state),
            given: execution.given_context.clone(),
        };
        let raw = &frame.visit.input;
        let input = Ok(Cow::Borrowed(&**raw));
        let caught = OnceCell::new();
        let mut scene = Self { execution, id, frame, state, now, context, input, caught };
        scene.input = scene.effective_input();
        Some(scene)
    }

    fn effective_input(&self) -> Result<Cow<'a, Value>, EvaluationError> {
        self.state.flow.effective_input(&self.frame.visit.input, &self.query())
    }

    /// Why the state's `InputPath` finds nothing, where it does.
    pub(crate) fn input_error(&self) -> Option<&EvaluationError> {
        self.input.as_ref().err()
    }

    /// The effective input of the state.
    pub(crate) fn input(&self) -> Payload {
        let raw = &self.frame.visit.input;
        match &self.input {
            Ok(Cow::Borrowed(value)) if !std::ptr::eq(*value, Arc::as_ptr(raw)) => Arc::new((*value).clone()),
            Ok(Cow::Owned(value)) => Arc::new(value.clone()),
            _ => Arc::clone(raw),
        }
    }

    /// What the state works with: `Arguments` or `Parameters`, or its effective input.
    pub(crate) fn payload(&self) -> Result<Payload, EvaluationError> {
        match self.state.flow.payload() {
            Some((template, location)) => template.evaluate(&self.query(), location),
            None => Ok(self.input()),
        }
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
            input: self.input.as_deref().unwrap_or(&self.frame.visit.input),
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
    /// As in AWS's records, the event of a `JSONata` state points back past the entry where the failing field belongs to
    /// the entry itself, and a `JSONPath` state fails without an event of its own.
    pub(crate) fn evaluation_failed(&self, error: &EvaluationError) -> NewEvent {
        let visit = &self.frame.visit;
        let failure = self.failure_of(error, visit.entered_event);
        if self.state.flow.is_json_path() {
            return self.failed_silently(failure);
        }
        let previous = match visit.phase {
            Phase::Entered(_) => visit.before_event,
            _ => self.frame.last_event,
        };
        self.evaluation_failed_because(previous, &error.location, failure)
    }

    /// As [`Scene::evaluation_failed`], for what was found out while the state was entered.
    pub(crate) fn broken_at_entry(&self, location: &str, failure: &Failure) -> NewEvent {
        if self.state.flow.is_json_path() {
            return self.failed_silently(failure.clone());
        }
        self.evaluation_failed_because(self.frame.last_event, location, failure.clone())
    }

    /// The failure that a field's error is, for a state entered by the event of this id.
    pub(crate) fn failure_of(&self, error: &EvaluationError, entered_event: u64) -> Failure {
        let name = if self.state.flow.is_json_path() {
            error.json_path_name()
        } else {
            error_name::QUERY_EVALUATION_ERROR
        };
        Failure::new(name, error.cause(&self.state.name, entered_event))
    }

    fn evaluation_failed_because(&self, previous: u64, location: &str, failure: Failure) -> NewEvent {
        let event = Event::EvaluationFailed {
            failure,
            location: location.into(),
            state: Arc::clone(&self.state.name),
        };
        NewEvent { frame: self.id, previous, event }
    }

    /// A failure that no event tells: the first catcher that matches takes it, else the flow fails.
    fn failed_silently(&self, failure: Failure) -> NewEvent {
        let caught = self.state.catch.iter().position(|catcher| {
            catcher.error_equals.iter().any(|equals| failure.is_matched_by(equals.as_str()))
        });
        let is_caught_already =
            matches!(self.frame.visit.phase, Phase::Caught(..) | Phase::CaughtAndTold(..));
        match caught.filter(|_| !is_caught_already) {
            Some(catcher) => self.left_by(catcher, &failure).unwrap_or_else(|error| {
                self.flow_failed(self.failure_of(&error, self.frame.visit.entered_event))
            }),
            None => self.flow_failed(failure),
        }
    }

    /// Leaves the state by its own `Next`, with its result; a state without one hands its effective input on.
    pub(crate) fn leave(&self, result: Option<&Payload>) -> NewEvent {
        let query = Query { result: result.map(|result| &**result), ..self.query() };
        let otherwise = result.map_or_else(|| self.input(), Arc::clone);
        self.leave_with(&self.state.flow, (&query, &otherwise), self.state.next)
    }

    /// Leaves the state by a catcher.
    pub(crate) fn leave_by_catcher(&self, catcher: usize, failure: &Failure) -> NewEvent {
        self.left_by(catcher, failure).unwrap_or_else(|error| self.evaluation_failed(&error))
    }

    /// The catcher by which the decision leaves the state, with what it caught; for who looks on.
    pub(crate) fn caught(&self) -> Option<&(usize, Failure)> {
        self.caught.get()
    }

    fn left_by(&self, at: usize, failure: &Failure) -> Result<NewEvent, EvaluationError> {
        let catcher = &self.state.catch[at];
        // A decision leaves by one catcher at most.
        let _ = self.caught.set((at, failure.clone()));
        let error_output = Arc::new(error_output(failure));
        let query = Query { error_output: Some(&error_output), ..self.query() };
        self.left_with(&catcher.flow, (&query, &error_output), Some(catcher.next))
    }

    /// Leaves the state to `next` with this result.
    pub(crate) fn leave_with(
        &self,
        flow: &DataFlow,
        (query, result): (&Query<'_>, &Payload),
        next: Option<StateId>,
    ) -> NewEvent {
        self.left_with(flow, (query, result), next).unwrap_or_else(|error| self.evaluation_failed(&error))
    }

    fn left_with(
        &self,
        flow: &DataFlow,
        (query, result): (&Query<'_>, &Payload),
        next: Option<StateId>,
    ) -> Result<NewEvent, EvaluationError> {
        let (output, assigned) = flow.leave(query, (&self.frame.visit.input, result))?;
        if let Some(failure) = self.over_a_limit(&output, &assigned) {
            return Ok(self.flow_failed(failure));
        }
        Ok(self.event(Event::StateExited {
            state_type: self.state.state_type(),
            name: Arc::clone(&self.state.name),
            output,
            assigned,
            next: next.map(|next| Arc::clone(&self.machine().state(next).name)),
        }))
    }

    /// Why what leaves the state cannot be kept, where it is too long or too deep.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>, variables in one `Assign` too.
    fn over_a_limit(&self, output: &Payload, assigned: &[(Arc<str>, Payload)]) -> Option<Failure> {
        let name = &self.state.name;
        let is_new = !Arc::ptr_eq(output, &self.frame.visit.input);
        let mut values = assigned.iter().map(|(_, value)| value).chain(is_new.then_some(output));
        if values.any(|value| is_too_deep(value)) {
            let cause = format!(
                "The output or a variable of the state '{name}' is nested more than {DEPTH_LIMIT} deep."
            );
            return Some(Failure::new(error_name::RUNTIME, cause));
        }
        if is_new && exceeds_limit(output) {
            return Some(too_large(name));
        }
        let bytes: usize = assigned.iter().map(|(_, value)| bytes_of(value)).sum();
        (bytes > PAYLOAD_LIMIT_BYTES).then(|| {
            let cause = format!(
                "The variables that the state '{name}' assigns have {bytes} bytes together, at most \
                 {PAYLOAD_LIMIT_BYTES} are allowed."
            );
            Failure::new(error_name::DATA_LIMIT_EXCEEDED, cause)
        })
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

/// The failure of a state or task whose result is over the limit.
pub(crate) fn too_large(name: &str) -> Failure {
    Failure::new(
        error_name::DATA_LIMIT_EXCEEDED,
        format!(
            "The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
        ),
    )
}

/// `$states.errorOutput`: `Error` and `Cause`, empty where the failure has none.
fn error_output(failure: &Failure) -> Value {
    let Failure { error, cause } = failure;
    json!({"Error": error.as_deref().unwrap_or_default(), "Cause": cause.as_deref().unwrap_or_default()})
}
