use std::collections::HashSet;

use super::walk::Place;
use crate::{Diagnostic, DiagnosticCode, Location, State, StateKind, StateName, Transition};

/// Dangling transitions, flows without an end, and states that nothing leads to; in the order in which AWS reports
/// them. A flow without an end has no report of unreachable states (as measured against AWS).
pub(super) fn check(place: &Place<'_>) -> Vec<Diagnostic> {
    let mut found = dangling(place);
    if !place.flow.states.values().any(|state| is_terminal(state)) {
        found.push(Diagnostic {
            code: DiagnosticCode::MissingEndState,
            message: "Workflow has no terminal state".to_owned(),
            location: None,
        });
        return found;
    }
    found.extend(unreachable(place));
    found
}

fn is_terminal(state: &State) -> bool {
    matches!(state.kind, StateKind::Succeed | StateKind::Fail(_))
        || state.transition() == Some(&Transition::End)
}

fn dangling(place: &Place<'_>) -> Vec<Diagnostic> {
    let start = (place.location.field("StartAt"), "StartAt", &place.flow.start_at);
    let transitions = place
        .flow
        .states
        .iter()
        .flat_map(|(name, state)| written_targets(&place.of_state(name.as_str()), state));
    std::iter::once(start)
        .chain(transitions)
        .filter(|(_, _, target)| !place.flow.states.contains_key(*target))
        .map(|(location, field, target)| missing(format!("Missing '{field}' target: {target}"), location))
        .collect()
}

/// Every target with its place. AWS calls each of them `Next` in its message, whatever the field.
fn written_targets<'s>(place: &Location, state: &'s State) -> Vec<(Location, &'static str, &'s StateName)> {
    let mut targets = Vec::new();
    if let Some(Transition::Next(next)) = state.transition() {
        targets.push((place.field("Next"), "Next", next));
    }
    if let StateKind::Choice(choice) = &state.kind {
        let rules = place.field("Choices");
        let each = choice.choices.iter().enumerate();
        targets.extend(each.map(|(index, rule)| (rules.element(index).field("Next"), "Next", &rule.next)));
        targets.extend(choice.default.iter().map(|default| (place.field("Default"), "Next", default)));
    }
    let catchers = place.field("Catch");
    let each = state.catch().iter().enumerate();
    targets
        .extend(each.map(|(index, catcher)| (catchers.element(index).field("Next"), "Next", &catcher.next)));
    targets
}

fn unreachable(place: &Place<'_>) -> Vec<Diagnostic> {
    let mut reached: HashSet<&StateName> = HashSet::new();
    let mut open = vec![&place.flow.start_at];
    while let Some(name) = open.pop() {
        if let Some(state) = place.flow.states.get(name)
            && reached.insert(name)
        {
            open.extend(state.targets());
        }
    }
    let names = place.flow.states.keys().filter(|name| !reached.contains(name));
    names
        .map(|name| missing(format!("State \"{name}\" is not reachable."), place.of_state(name.as_str())))
        .collect()
}

fn missing(message: String, location: Location) -> Diagnostic {
    Diagnostic { code: DiagnosticCode::MissingTransitionTarget, message, location: Some(location) }
}
