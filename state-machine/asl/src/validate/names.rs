use std::collections::HashSet;

use super::walk::Place;
use crate::{Diagnostic, DiagnosticCode};

/// State names that occur twice, however far apart. Source: <https://states-language.net/spec.html#states-fields>,
/// "unique within the scope of the whole state machine".
pub(super) fn check(places: &[Place<'_>]) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let all = places.iter().flat_map(|place| place.flow.states.keys().map(move |name| (place, name)));
    all.filter(|(_, name)| !seen.insert(*name))
        .map(|(place, name)| Diagnostic {
            code: DiagnosticCode::DuplicateStateName,
            message: format!("Duplicate State name: {name}"),
            location: Some(place.of_state(name.as_str())),
        })
        .collect()
}
