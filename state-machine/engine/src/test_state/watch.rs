use serde_json::{Map, Value};

use super::answer::Answer;
use super::constraints::InspectionLevel;
use super::ending::Ending;
use super::map_items::MapItems;
use super::originals::{Originals, list_text};
use super::response::{HttpRequest, HttpResponse, InspectionData};
use super::trial::Trial;
use crate::data_flow::{DataFlow, JsonPathFlow, Query};
use crate::decide::Scene;
use crate::execution::Phase;
use crate::history::{Event, MapRunPlan};
use crate::machine::{Kind, Map as MapState, Processing};
use crate::payload::Payload;
use crate::states::map::max_concurrency;

/// Looks on at a state and keeps what each step of its data flow made.
///
/// Which steps are told for which state was recorded: a `Pass` state with `Result` tells nothing of its input, and a
/// `Parallel` or `Map` state nothing of its raw result.
pub(super) struct Watch {
    data: InspectionData,
    originals: Originals,
}

impl Watch {
    pub(super) fn of(trial: &Trial) -> Self {
        let mut originals = Originals::default();
        originals.add(&trial.input, &trial.input_text);
        if let Some(Answer::Result(result, text)) = &trial.answer {
            originals.add(result, text);
        }
        let data = InspectionData { input: Some(trial.input_text.clone()), ..InspectionData::default() };
        Self { data, originals }
    }

    /// Sees the state before each decision; computes as the decision does, in the same scene.
    pub(super) fn look(&mut self, scene: &Scene<'_>) {
        match &scene.frame.visit.phase {
            Phase::Arriving => self.arriving(scene),
            Phase::Entered(_) if scene.input_error().is_none() => self.working(scene),
            Phase::Done(result) => self.done(scene, result),
            _ => {}
        }
    }

    /// Sees what was decided.
    pub(super) fn event(&mut self, scene: &Scene<'_>, event: &Event) {
        match (event, &scene.state.kind) {
            (Event::MapStateStarted { items, .. }, Kind::Map(map))
                if scene.state.flow.is_json_path() && !has_reader(map) =>
            {
                self.data.after_items_path = Some(items_text(items));
            }
            (Event::MapRunStarted { plan, .. }, _) => self.planned(plan),
            _ => {}
        }
    }

    /// Sees the items of a `Map` state.
    pub(super) fn items(&mut self, items: MapItems) {
        let texts = |inputs: Option<Vec<Payload>>| {
            inputs.map(|inputs| list_text(inputs.iter().map(|input| &**input)))
        };
        self.data.after_item_selector = texts(items.selected);
        self.data.after_item_batcher = texts(items.batched);
        self.data.after_items_pointer = items.pointed.map(|items| list_text(&items));
    }

    /// Sees what went over the wire.
    pub(super) fn http(&mut self, request: HttpRequest, response: Option<HttpResponse>) {
        self.data.request = Some(request);
        self.data.response = response;
    }

    pub(super) fn text(&self, value: &Payload) -> String {
        self.originals.text(value)
    }

    /// All that was seen, as far as the level tells it.
    pub(super) fn into_data(mut self, level: InspectionLevel, ending: &Ending) -> Option<InspectionData> {
        self.data.error_details = ending.details;
        let variables: Map<String, Value> =
            ending.variables.own().map(|(name, value)| (name.to_string(), (**value).clone())).collect();
        if !variables.is_empty() {
            self.data.variables = Some(Value::Object(variables).to_string());
        }
        match level {
            InspectionLevel::Info => None,
            InspectionLevel::Debug => Some(InspectionData { request: None, response: None, ..self.data }),
            InspectionLevel::Trace => Some(self.data),
        }
    }

    fn arriving(&mut self, scene: &Scene<'_>) {
        let is_told = !matches!(scene.state.kind, Kind::Parallel(_) | Kind::Pass(Some(_)));
        if is_told && scene.state.flow.is_json_path() && scene.input_error().is_none() {
            self.data.after_input_path = Some(self.text(&scene.input()));
        }
    }

    fn working(&mut self, scene: &Scene<'_>) {
        match &scene.state.kind {
            Kind::Task(_) => self.payload(scene),
            Kind::Pass(result) => self.passing(scene, result.as_ref()),
            Kind::Map(map) if matches!(map.processing, Processing::Inline) => {
                self.data.max_concurrency = max_concurrency(scene, map).ok();
            }
            _ => {}
        }
    }

    fn payload(&mut self, scene: &Scene<'_>) {
        let Ok(payload) = scene.payload() else { return };
        let text = Some(self.text(&payload));
        match &scene.state.flow {
            DataFlow::JsonPath(_) => self.data.after_parameters = text,
            DataFlow::Jsonata(flow) if flow.arguments.is_some() => self.data.after_arguments = text,
            DataFlow::Jsonata(_) => {}
        }
    }

    fn passing(&mut self, scene: &Scene<'_>, result: Option<&Payload>) {
        let DataFlow::JsonPath(flow) = &scene.state.flow else { return };
        if let Some(result) = result {
            self.data.result = Some(self.text(result));
            return self.leaving(scene, flow, result);
        }
        self.payload(scene);
        if let Ok(payload) = scene.payload() {
            self.leaving(scene, flow, &payload);
        }
    }

    fn done(&mut self, scene: &Scene<'_>, result: &Payload) {
        if matches!(scene.state.kind, Kind::Task(_)) {
            self.data.result = Some(self.text(result));
        }
        if let DataFlow::JsonPath(flow) = &scene.state.flow {
            self.leaving(scene, flow, result);
        }
    }

    /// The steps from the raw result to the output, up to the one that fails.
    fn leaving(&mut self, scene: &Scene<'_>, flow: &JsonPathFlow, result: &Payload) {
        let query = Query { result: Some(result), ..scene.query() };
        let Ok(selected) = flow.selected(&query, result) else { return };
        self.data.after_result_selector = Some(self.text(&selected));
        let Ok(combined) = flow.combined(&scene.frame.visit.input, &selected) else { return };
        self.data.after_result_path = Some(self.text(&combined));
    }

    fn planned(&mut self, plan: &MapRunPlan) {
        self.data.max_concurrency = Some(plan.max_concurrency);
        self.data.tolerated_failure_count = plan.tolerated_failure_count;
        self.data.tolerated_failure_percentage = plan.tolerated_failure_percentage;
    }
}

fn has_reader(map: &MapState) -> bool {
    matches!(&map.processing, Processing::Distributed(distributed) if distributed.reader.is_some())
}

fn items_text(items: &Value) -> String {
    items.as_array().map_or_else(|| items.to_string(), list_text)
}
