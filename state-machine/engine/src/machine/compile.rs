use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use apoyo_asl::{DataFlow as Written, Diagnostics, Location, StateKind, Transition, ValidDefinition};

use super::compile_flow::{catcher_flow, rule_flow, state_flow, template};
use super::faults::{Fault, diagnostics};
use super::map::{Batcher, Distributed, Items, Map, Processing, Reader, Writer};
use super::{Catcher, ChoiceRule, Condition, Field, FlowId, Kind, Machine, State, StateId, Task, WaitTime};
use crate::data_flow::{self, Template, Test};
use crate::history::Integration;
use crate::jsonata::{self, Expression};
use crate::jsonpath::{InvalidPath, Path};

/// What is wrong in a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UncompiledReason {
    /// An expression of `JSONata`.
    #[error(transparent)]
    Jsonata(#[from] jsonata::CompileError),
    /// An expression of `JSONPath`.
    #[error(transparent)]
    JsonPath(#[from] data_flow::CompileError),
    /// A path.
    #[error(transparent)]
    Path(#[from] InvalidPath),
}

type Compiled<T> = Result<T, UncompiledReason>;

pub(super) fn compile(definition: &ValidDefinition) -> Result<Machine, Diagnostics> {
    let mut layout = Layout::default();
    layout.place(definition.flow(), &Location::root());
    let (mut states, mut faults) = (Vec::new(), Vec::new());
    for (name, state, place) in &layout.states {
        match layout.state(name, state) {
            Ok(state) => states.push(state),
            Err(reason) => faults.push(Fault { state: name, place, reason }),
        }
    }
    Diagnostics::check(diagnostics(definition, &faults))?;
    Ok(Machine {
        starts: layout.starts,
        names: layout.names,
        states,
        timeout: definition.definition().timeout_seconds.map(Duration::from_secs),
    })
}

/// Where every state and flow of a definition goes, found before any of them is compiled.
#[derive(Default)]
struct Layout<'d> {
    states: Vec<(Arc<str>, &'d apoyo_asl::State, Location)>,
    names: HashMap<Arc<str>, StateId>,
    starts: Vec<StateId>,
    flows: HashMap<*const apoyo_asl::Flow, FlowId>,
}

impl<'d> Layout<'d> {
    fn place(&mut self, flow: &'d apoyo_asl::Flow, location: &Location) {
        let id = FlowId(self.starts.len());
        self.flows.insert(std::ptr::from_ref(flow), id);
        self.starts.push(StateId(0));
        for (name, state) in &flow.states {
            let name: Arc<str> = name.as_str().into();
            self.names.insert(Arc::clone(&name), StateId(self.states.len()));
            let place = location.field("States").field(&name);
            self.states.push((name, state, place));
        }
        self.starts[id.0] = self.id(flow.start_at.as_str());
        for (name, state) in &flow.states {
            let place = location.field("States").field(name.as_str());
            match &state.kind {
                StateKind::Parallel(parallel) => {
                    for (at, branch) in parallel.branches.iter().enumerate() {
                        self.place(branch, &place.field("Branches").element(at));
                    }
                }
                StateKind::Map(map) => {
                    self.place(&map.processor.flow, &place.field(map.processor.keyword.as_str()));
                }
                _ => {}
            }
        }
    }

    fn id(&self, name: &str) -> StateId {
        *self.names.get(name).expect("a valid definition names no state that is not there")
    }

    fn flow(&self, flow: &apoyo_asl::Flow) -> FlowId {
        self.flows[&std::ptr::from_ref(flow)]
    }

    fn state(&self, name: &Arc<str>, state: &apoyo_asl::State) -> Compiled<State> {
        let next = match state.transition() {
            Some(Transition::Next(next)) => Some(self.id(next.as_str())),
            _ => None,
        };
        Ok(State {
            name: Arc::clone(name),
            kind: self.kind(name, state)?,
            flow: state_flow(&state.data_flow)?,
            retry: state.retry().to_vec(),
            catch: state
                .catch()
                .iter()
                .map(|catcher| self.catcher(catcher, &state.data_flow))
                .collect::<Compiled<_>>()?,
            next,
        })
    }

    fn kind(&self, name: &str, state: &apoyo_asl::State) -> Compiled<Kind> {
        Ok(match &state.kind {
            StateKind::Task(task) => Kind::Task(Task {
                resource: task.resource.as_str().into(),
                integration: Integration::of(task.resource.as_str()),
                pattern: task.resource.pattern(),
                timeout_seconds: number(task.timing.timeout_seconds.as_ref())?,
                heartbeat_seconds: number(task.timing.heartbeat_seconds.as_ref())?,
                role_arn: task
                    .credentials
                    .as_ref()
                    .map(|credentials| Field::compile(&credentials.role_arn, |role| role.as_str().to_owned()))
                    .transpose()?,
            }),
            StateKind::Pass(pass) => Kind::Pass(pass.result.clone().map(Arc::new)),
            StateKind::Choice(choice) => Kind::Choice(
                choice
                    .choices
                    .iter()
                    .map(|rule| self.rule(rule, &state.data_flow))
                    .collect::<Compiled<_>>()?,
                choice.default.as_ref().map(|name| self.id(name.as_str())),
            ),
            StateKind::Wait(wait) => Kind::Wait(wait_time(&wait.time)?),
            StateKind::Succeed => Kind::Succeed,
            StateKind::Fail(fail) => Kind::Fail(
                fail.error.as_ref().map(|field| Field::compile(field, String::clone)).transpose()?,
                fail.cause.as_ref().map(|field| Field::compile(field, String::clone)).transpose()?,
            ),
            StateKind::Parallel(parallel) => {
                Kind::Parallel(parallel.branches.iter().map(|flow| self.flow(flow)).collect())
            }
            StateKind::Map(map) => Kind::Map(Box::new(self.map(name, map)?)),
        })
    }

    fn rule(&self, rule: &apoyo_asl::ChoiceRule, of: &Written) -> Compiled<ChoiceRule> {
        Ok(ChoiceRule {
            condition: match &rule.condition {
                apoyo_asl::Condition::Jsonata(condition) => {
                    Condition::Jsonata(Field::compile(condition, |flag| *flag)?)
                }
                apoyo_asl::Condition::Test(test) => Condition::JsonPath(Test::compile(test)?),
            },
            next: self.id(rule.next.as_str()),
            flow: rule_flow(rule, of)?,
        })
    }

    fn catcher(&self, catcher: &apoyo_asl::Catcher, of: &Written) -> Compiled<Catcher> {
        Ok(Catcher {
            error_equals: catcher.error_equals.clone(),
            next: self.id(catcher.next.as_str()),
            flow: catcher_flow(catcher, of)?,
        })
    }

    fn map(&self, name: &str, map: &apoyo_asl::Map) -> Compiled<Map> {
        let processing = match map.processor.mode {
            apoyo_asl::ProcessorMode::Inline => Processing::Inline,
            apoyo_asl::ProcessorMode::Distributed(machine_type) => {
                Processing::Distributed(Box::new(Distributed {
                    machine_type,
                    label: map.label.as_deref().map_or_else(|| label_of(name), Into::into),
                    reader: map.item_reader.as_ref().map(reader).transpose()?,
                    batcher: map.item_batcher.as_ref().map(batcher).transpose()?,
                    tolerated_failure_count: number(map.tolerated_failure_count.as_ref())?,
                    tolerated_failure_percentage: number(map.tolerated_failure_percentage.as_ref())?,
                    writer: map.result_writer.as_ref().map(writer).transpose()?,
                }))
            }
        };
        Ok(Map {
            items: items(&map.items)?,
            item_selector: template(map.item_selector.as_ref())?,
            processor: self.flow(&map.processor.flow),
            max_concurrency: number(map.max_concurrency.as_ref())?,
            processing,
        })
    }
}

fn number<T: Clone>(written: Option<&apoyo_asl::Dynamic<T>>) -> Compiled<Option<Field<T>>> {
    written.map(|field| Field::compile(field, T::clone)).transpose()
}

fn wait_time(time: &apoyo_asl::WaitTime) -> Compiled<WaitTime> {
    Ok(match time {
        apoyo_asl::WaitTime::Seconds(field) => WaitTime::Seconds(Field::compile(field, |seconds| *seconds)?),
        apoyo_asl::WaitTime::Timestamp(field) => {
            WaitTime::Timestamp(Field::compile(field, apoyo_asl::Timestamp::instant)?)
        }
    })
}

fn items(items: &apoyo_asl::Items) -> Compiled<Items> {
    Ok(match items {
        apoyo_asl::Items::Input => Items::Input,
        apoyo_asl::Items::Path(path) => Items::Path(Path::compile(path)?),
        apoyo_asl::Items::Template(apoyo_asl::Template::Expression(expression)) => {
            Items::Expression(Expression::compile(expression.source())?)
        }
        apoyo_asl::Items::Template(written) => Items::Template(Template::compile(written)?),
    })
}

fn reader(reader: &apoyo_asl::ItemReader) -> Compiled<Reader> {
    Ok(Reader {
        resource: reader.resource.as_str().into(),
        arguments: template(reader.arguments.as_ref())?,
        config: reader.config.clone(),
        max_items: number(reader.config.max_items.as_ref())?,
    })
}

fn batcher(batcher: &apoyo_asl::ItemBatcher) -> Compiled<Batcher> {
    Ok(Batcher {
        max_items: number(batcher.max_items_per_batch.as_ref())?,
        max_input_bytes: number(batcher.max_input_bytes_per_batch.as_ref())?,
        input: template(batcher.batch_input.as_ref())?,
    })
}

fn writer(writer: &apoyo_asl::ResultWriter) -> Compiled<Writer> {
    Ok(Writer { arguments: template(writer.arguments.as_ref())?, config: writer.config })
}

/// AWS makes the label from the state's name where none is given: letters, digits, `-` and `_`, at most 40.
fn label_of(name: &str) -> Arc<str> {
    let kept: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).take(40).collect();
    if kept.is_empty() { "Map".into() } else { kept.into() }
}
