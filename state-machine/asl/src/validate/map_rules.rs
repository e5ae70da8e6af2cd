use std::collections::HashSet;

use super::walk::Place;
use crate::{
    Diagnostic, DiagnosticCode, InputType, Location, MachineType, ManifestType, Map, ResourceKind, StateKind,
    Transformation,
};

/// What only a Distributed Map may have, and where there may be one.
pub(super) fn check(place: &Place<'_>) -> Vec<Diagnostic> {
    maps(place)
        .flat_map(|(location, map)| {
            let faults = if map.is_distributed() { of_distributed(place, map) } else { of_inline(map) };
            faults.into_iter().map(move |message| schema(message, location.clone()))
        })
        .collect()
}

/// Labels: their form, and none twice.
pub(super) fn check_labels(places: &[Place<'_>]) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let labelled = places
        .iter()
        .flat_map(maps)
        .filter_map(|(location, map)| map.label.as_deref().map(|label| (location.field("Label"), label)));
    labelled
        .filter_map(|(location, label)| {
            let (code, message) = match why_not_a_label(label) {
                Some(reason) => (DiagnosticCode::InvalidLabelName, reason),
                None if seen.insert(label) => return None,
                None => (DiagnosticCode::DuplicateLabelName, format!("Duplicate Label: {label}")),
            };
            Some(Diagnostic { code, message, location: Some(location) })
        })
        .collect()
}

fn maps<'p>(place: &'p Place<'_>) -> impl Iterator<Item = (Location, &'p Map)> {
    place.flow.states.iter().filter_map(|(name, state)| match &state.kind {
        StateKind::Map(map) => Some((place.of_state(name.as_str()), &**map)),
        _ => None,
    })
}

fn of_inline(map: &Map) -> Vec<String> {
    let written = [
        ("ItemReader", map.item_reader.is_some()),
        ("ItemBatcher", map.item_batcher.is_some()),
        ("ResultWriter", map.result_writer.is_some()),
        ("Label", map.label.is_some()),
    ];
    let foreign = written.into_iter().filter(|(_, is_written)| *is_written);
    foreign
        .map(|(name, _)| format!("Field '{name}' is only supported in a Map state of the mode DISTRIBUTED"))
        .collect()
}

fn of_distributed(place: &Place<'_>, map: &Map) -> Vec<String> {
    let mut faults = Vec::new();
    if place.machine_type == MachineType::Express {
        faults.push("Express state machine does not support a Map state of the mode DISTRIBUTED".to_owned());
    }
    if let Some(reader) = &map.item_reader {
        let reads_file =
            matches!(reader.resource.kind(), ResourceKind::Optimised { action: "getObject", .. });
        let flattens = reader.config.transformation == Some(Transformation::LoadAndFlatten);
        match reader.config.input_type {
            None if flattens => faults.push(
                "The field 'InputType' is required in 'ReaderConfig' with the Transformation LOAD_AND_FLATTEN but was missing"
                    .to_owned(),
            ),
            // The files of an inventory are CSV.
            None if reads_file && reader.config.manifest_type != Some(ManifestType::S3Inventory) => faults.push(
                "The field 'InputType' is required in 'ReaderConfig' of s3:getObject but was missing"
                    .to_owned(),
            ),
            Some(InputType::Csv) if reader.config.csv_header_location.is_none() => {
                faults.push("The field 'CSVHeaderLocation' is required in 'ReaderConfig' of a CSV file but was missing".to_owned());
            }
            _ => {}
        }
    }
    faults
}

/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>, field `Label`.
fn why_not_a_label(label: &str) -> Option<String> {
    let characters = label.chars().count();
    if !(1..=Map::MAX_LABEL_CHARACTERS).contains(&characters) {
        return Some(format!(
            "label has {characters} characters, 1 to {} are allowed",
            Map::MAX_LABEL_CHARACTERS
        ));
    }
    let refused = |c: &char| c.is_whitespace() || c.is_control() || "?*<>{}[]:;,\\|^~$#%&`\"/".contains(*c);
    label
        .chars()
        .find(refused)
        .map(|c| format!("label '{label}' has the character {c:?}, which is not allowed"))
}

fn schema(message: String, location: Location) -> Diagnostic {
    Diagnostic { code: DiagnosticCode::SchemaValidationFailed, message, location: Some(location) }
}
