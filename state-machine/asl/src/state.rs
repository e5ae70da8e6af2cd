use crate::read::Fields;
use crate::{
    Catcher, Choice, DataFlow, Fail, Map, Parallel, Pass, QueryLanguage, Retrier, StateName, Task,
    Transition, Wait,
};

/// One state: what every type has, and what its own type has.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// For people.
    pub comment: Option<String>,
    /// How it takes its input and makes its output; also says its query language.
    pub data_flow: DataFlow,
    /// What it does.
    pub kind: StateKind,
}

/// What a state does.
#[derive(Debug, Clone, PartialEq)]
pub enum StateKind {
    /// Calls something.
    Task(Task),
    /// Passes its input on, or a fixed value.
    Pass(Pass),
    /// Decides where to go.
    Choice(Choice),
    /// Waits.
    Wait(Wait),
    /// Ends the machine (or branch) well.
    Succeed,
    /// Ends the machine with an error.
    Fail(Fail),
    /// Runs branches side by side.
    Parallel(Parallel),
    /// Runs one flow for each item.
    Map(Box<Map>),
}

impl State {
    /// Its query language.
    pub fn query_language(&self) -> QueryLanguage {
        self.data_flow.query_language()
    }

    /// Its `Type`.
    pub const fn type_name(&self) -> &'static str {
        match &self.kind {
            StateKind::Task(_) => "Task",
            StateKind::Pass(_) => "Pass",
            StateKind::Choice(_) => "Choice",
            StateKind::Wait(_) => "Wait",
            StateKind::Succeed => "Succeed",
            StateKind::Fail(_) => "Fail",
            StateKind::Parallel(_) => "Parallel",
            StateKind::Map(_) => "Map",
        }
    }

    /// Where it leads; absent for Choice, Succeed and Fail.
    pub fn transition(&self) -> Option<&Transition> {
        match &self.kind {
            StateKind::Task(task) => Some(&task.transition),
            StateKind::Pass(pass) => Some(&pass.transition),
            StateKind::Wait(wait) => Some(&wait.transition),
            StateKind::Parallel(parallel) => Some(&parallel.transition),
            StateKind::Map(map) => Some(&map.transition),
            StateKind::Choice(_) | StateKind::Succeed | StateKind::Fail(_) => None,
        }
    }

    /// Its retriers, in order; empty for types without.
    pub fn retry(&self) -> &[Retrier] {
        match &self.kind {
            StateKind::Task(task) => &task.retry,
            StateKind::Parallel(parallel) => &parallel.retry,
            StateKind::Map(map) => &map.retry,
            _ => &[],
        }
    }

    /// Its catchers, in order; empty for types without.
    pub fn catch(&self) -> &[Catcher] {
        match &self.kind {
            StateKind::Task(task) => &task.catch,
            StateKind::Parallel(parallel) => &parallel.catch,
            StateKind::Map(map) => &map.catch,
            _ => &[],
        }
    }

    /// Every state of its own flow that it can lead to, in the order of the text.
    pub fn targets(&self) -> Vec<&StateName> {
        let next = match self.transition() {
            Some(Transition::Next(name)) => Some(name),
            _ => None,
        };
        let chosen = match &self.kind {
            StateKind::Choice(choice) => choice.targets(),
            _ => Vec::new(),
        };
        next.into_iter().chain(chosen).chain(self.catch().iter().map(|catcher| &catcher.next)).collect()
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let comment = fields.text("Comment");
        let (has, read) = fields.required_word("Type", &READERS)?;
        let data_flow = DataFlow::read(fields, has);
        let kind = read(fields);
        fields.finish();
        Some(Self { comment, data_flow, kind: kind? })
    }
}

type KindReader = fn(&Fields<'_>) -> Option<StateKind>;

/// What each type has of the data flow, and how the rest of it is read. Source: the tables of
/// <https://states-language.net/spec.html#state-types>.
const READERS: [(&str, (&[&str], KindReader)); 8] = [
    ("Task", (WORK, |fields| Task::read(fields).map(StateKind::Task))),
    ("Pass", (PASS, |fields| Pass::read(fields).map(StateKind::Pass))),
    ("Choice", (ROUTE, |fields| Choice::read(fields).map(StateKind::Choice))),
    ("Wait", (ROUTE, |fields| Wait::read(fields).map(StateKind::Wait))),
    ("Succeed", (SUCCEED, |_| Some(StateKind::Succeed))),
    ("Fail", (&[], |fields| Some(StateKind::Fail(Fail::read(fields))))),
    ("Parallel", (WORK, |fields| Parallel::read(fields).map(StateKind::Parallel))),
    ("Map", (MAP, |fields| Map::read(fields).map(|map| StateKind::Map(Box::new(map))))),
];

const WORK: &[&str] = &[
    "InputPath",
    "Parameters",
    "ResultSelector",
    "ResultPath",
    "OutputPath",
    "Arguments",
    "Assign",
    "Output",
];
const PASS: &[&str] = &["InputPath", "Parameters", "ResultPath", "OutputPath", "Assign", "Output"];
const MAP: &[&str] = &["InputPath", "ResultSelector", "ResultPath", "OutputPath", "Assign", "Output"];
const ROUTE: &[&str] = &["InputPath", "OutputPath", "Assign", "Output"];
const SUCCEED: &[&str] = &["InputPath", "OutputPath", "Output"];
