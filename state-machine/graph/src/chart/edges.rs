use std::collections::HashMap;

use apoyo_asl::{ErrorEquals, Flow, State, StateKind, StateName, Transition};

use super::condition::condition;
use super::{Edge, EdgeKind};

/// The edges between the states of a flow; what leads to no state of it is left out.
pub(super) fn edges(flow: &Flow) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut known: HashMap<(usize, usize, EdgeKind), usize> = HashMap::new();
    for (from, state) in flow.states.values().enumerate() {
        for (target, kind, labels) in ways(state) {
            let Some(to) = flow.states.get_index_of(target) else { continue };
            let at = *known.entry((from, to, kind)).or_insert_with(|| {
                edges.push(Edge { from, to, kind, labels: Vec::new() });
                edges.len() - 1
            });
            edges[at].labels.extend(labels);
        }
    }
    edges
}

/// The states of a flow that end it well and are not drawn as an end themselves.
pub(super) fn ends(flow: &Flow) -> Vec<usize> {
    let ends = |state: &State| state.transition() == Some(&Transition::End);
    flow.states.values().enumerate().filter(|(_, state)| ends(state)).map(|(at, _)| at).collect()
}

/// Where a state leads, when, and what is written beside it.
fn ways(state: &State) -> Vec<(&StateName, EdgeKind, Vec<String>)> {
    let mut ways = Vec::new();
    if let Some(Transition::Next(next)) = state.transition() {
        ways.push((next, EdgeKind::Next, Vec::new()));
    }
    if let StateKind::Choice(choice) = &state.kind {
        let rules = choice.choices.iter();
        ways.extend(rules.map(|rule| (&rule.next, EdgeKind::Choice, vec![condition(&rule.condition)])));
        ways.extend(choice.default.iter().map(|next| (next, EdgeKind::Choice, vec!["Default".to_owned()])));
    }
    ways.extend(state.catch().iter().map(|catcher| {
        let errors = catcher.error_equals.iter().map(ErrorEquals::to_string);
        (&catcher.next, EdgeKind::Catch, errors.collect())
    }));
    ways
}
