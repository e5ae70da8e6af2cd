use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::{Iterations, Outcome, Progress, Trace};

/// Every time that a state was entered, as the events tell of it one after the other.
#[derive(Default)]
pub(super) struct Visits {
    all: Vec<Visit>,
    /// To which visit each event belongs, by the event's id.
    of_event: HashMap<u64, usize>,
    /// Events after which the flow stands between two states: those that left one, and its name.
    left: HashMap<u64, String>,
    iterations: BTreeMap<String, Iterations>,
    ways: BTreeSet<(String, String)>,
    ended: bool,
}

struct Visit {
    state: String,
    /// Type of the state.
    kind: String,
    /// The visit of the Map or Parallel that it is in.
    within: Option<usize>,
    /// Whether the last that was heard of it is a failure.
    has_failed: bool,
    /// Whether it is a Map or Parallel of which the end was told.
    is_over: bool,
    outcome: Outcome,
}

impl Visits {
    pub(super) fn take(&mut self, event: &Value) {
        let (Some(id), Some(kind)) = (event["id"].as_u64(), event["type"].as_str()) else { return };
        let before = event["previousEventId"].as_u64().unwrap_or_default();
        let visit = match (kind.strip_suffix("StateEntered"), kind.strip_suffix("StateExited")) {
            (Some(kind), _) => self.entered(event, (before, kind)),
            (_, Some(_)) => self.exited(event, (id, before)),
            _ => self.happened(event, (before, kind)),
        };
        if let Some(visit) = visit {
            self.of_event.insert(id, visit);
        }
        self.ended |= ["Succeeded", "Failed", "Aborted", "TimedOut"]
            .iter()
            .any(|end| kind.strip_prefix("Execution") == Some(end));
    }

    fn entered(&mut self, event: &Value, (before, kind): (u64, &str)) -> Option<usize> {
        let state = event["stateEnteredEventDetails"]["name"].as_str()?.to_owned();
        let from = self.left.get(&before).cloned();
        let within = match (&from, self.of_event.get(&before).copied()) {
            // What follows a state of the same flow is in what that one is in.
            (Some(_), Some(previous)) => self.all[previous].within,
            (_, previous) => previous,
        };
        self.ways.extend(from.map(|from| (from, state.clone())));
        let is_fail = kind == "Fail";
        let outcome = if is_fail { Outcome::Failed } else { Outcome::InProgress };
        self.all.push(Visit {
            state,
            kind: kind.to_owned(),
            within,
            has_failed: is_fail,
            is_over: false,
            outcome,
        });
        Some(self.all.len() - 1)
    }

    fn exited(&mut self, event: &Value, (id, before): (u64, u64)) -> Option<usize> {
        let state = event["stateExitedEventDetails"]["name"].as_str()?;
        let visit = self.outward(before, |visit| visit.state == state)?;
        let it = &mut self.all[visit];
        it.outcome = if it.has_failed { Outcome::Caught } else { Outcome::Succeeded };
        self.left.insert(id, state.to_owned());
        Some(visit)
    }

    fn happened(&mut self, event: &Value, (before, kind): (u64, &str)) -> Option<usize> {
        let direct = self.of_event.get(&before).copied();
        if ["MapIterationFailed", "ParallelStateFailed", "ExecutionFailed", "ExecutionTimedOut"]
            .contains(&kind)
            && let Some(cause) = direct
        {
            // What failed without an event of its own is known by what it made fail.
            self.all[cause].has_failed = true;
        }
        if kind.starts_with("MapIteration") {
            return self.iteration(event, (before, kind));
        }
        if let Some((container, word)) = container_word(kind) {
            return self.container(event, before, (container, word));
        }
        let visit = direct.filter(|_| !kind.starts_with("Execution"))?;
        self.all[visit].has_failed = kind.ends_with("Failed") || kind.ends_with("TimedOut");
        Some(visit)
    }

    fn iteration(&mut self, event: &Value, (before, kind): (u64, &str)) -> Option<usize> {
        let word = kind.strip_prefix("MapIteration")?;
        let name = event[format!("mapIteration{word}EventDetails")]["name"].as_str()?;
        let iterations = self.iterations.entry(name.to_owned()).or_default();
        match word {
            "Succeeded" => iterations.succeeded += 1,
            "Failed" => iterations.failed += 1,
            "Aborted" => iterations.aborted += 1,
            _ => {}
        }
        self.outward(before, |visit| visit.state == name)
    }

    /// An event of a Map or Parallel itself, which may come after one of a state in it.
    fn container(&mut self, event: &Value, before: u64, (container, word): (&str, &str)) -> Option<usize> {
        let visit =
            self.outward(before, |visit| visit.kind == container && (!visit.is_over || word == "Started"))?;
        let it = &mut self.all[visit];
        it.has_failed = word == "Failed";
        it.is_over = word != "Started";
        if let Some(length) = event["mapStateStartedEventDetails"]["length"].as_u64() {
            self.iterations.entry(it.state.clone()).or_default().length += length;
        }
        Some(visit)
    }

    /// The visit of an event, or the nearest that it is in, of which this holds.
    fn outward(&self, event: u64, holds: impl Fn(&Visit) -> bool) -> Option<usize> {
        let mut visit = self.of_event.get(&event).copied();
        while let Some(at) = visit {
            if holds(&self.all[at]) {
                return visit;
            }
            visit = self.all[at].within;
        }
        None
    }

    pub(super) fn into_trace(self) -> Trace {
        let mut states: BTreeMap<String, Progress> = BTreeMap::new();
        for visit in self.all {
            let progress = states.entry(visit.state).or_default();
            let outcome = match (visit.outcome, visit.has_failed, self.ended) {
                (Outcome::InProgress, true, true) => Outcome::Failed,
                (Outcome::InProgress, false, true) => Outcome::Aborted,
                (outcome, ..) => outcome,
            };
            match outcome {
                Outcome::Succeeded => progress.succeeded += 1,
                Outcome::Caught => progress.caught += 1,
                Outcome::Failed => progress.failed += 1,
                Outcome::Aborted => progress.aborted += 1,
                Outcome::InProgress => progress.in_progress += 1,
            }
        }
        for (name, iterations) in self.iterations {
            states.entry(name).or_default().iterations = iterations;
        }
        Trace { states, ways: self.ways }
    }
}

/// The type of the state that an event is of, where it is of a Map or Parallel itself, and what became of it. The end of a
/// Map Run is not yet that of its state.
fn container_word(kind: &str) -> Option<(&'static str, &str)> {
    let word = |prefix: &str| {
        kind.strip_prefix(prefix).filter(|word| ["Started", "Succeeded", "Failed"].contains(word))
    };
    word("MapState")
        .map(|word| ("Map", word))
        .or_else(|| word("ParallelState").map(|word| ("Parallel", word)))
}
