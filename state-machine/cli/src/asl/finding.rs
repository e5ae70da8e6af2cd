use apoyo_asl::{Diagnostic, DiagnosticCode, Location, MachineType, ValidDefinition};
use apoyo_engine::Machine;
use apoyo_services::check_arguments;
use serde_json::{Value, json};

use super::position::{Position, positions};
use super::source::Source;

/// One thing that is wrong with a definition, and where that is in its file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    /// Where it is, or the nearest around it that the file has.
    pub(super) position: Position,
}

impl Finding {
    /// `file:line:column: CODE: message (place)`, as editors and CI know it.
    pub(super) fn line(&self, file: &str) -> String {
        let Diagnostic { code, message, location, .. } = &self.diagnostic;
        let message = message.replace('\n', " ");
        let place = location.as_ref().map_or_else(String::new, |location| format!(" ({location})"));
        format!("{file}:{}: {}: {message}{place}", self.position, code.as_str())
    }

    /// As `ValidateStateMachineDefinition` shows it.
    pub(super) fn to_api(&self) -> Value {
        let Diagnostic { code, message, location, .. } = &self.diagnostic;
        let mut shown = json!({"severity": "ERROR", "code": code.as_str(), "message": message});
        if let Some(location) = location {
            shown["location"] = location.to_string().into();
        }
        shown
    }
}

/// All that is wrong with a definition; empty where it can run as a machine of this type.
pub(super) fn findings(source: &Source, machine_type: MachineType) -> Vec<Finding> {
    let found = match source.json() {
        Ok(text) => diagnostics(&text, machine_type),
        Err(error) => return vec![no_yaml(&error)],
    };
    let places: Vec<String> = found.iter().map(place).collect();
    let positions = positions(&source.text, source.format, places.iter().map(String::as_str));
    let syntax = syntax_fault(source);
    let position = |diagnostic: &Diagnostic, place: &String| match (diagnostic.code, syntax) {
        (DiagnosticCode::InvalidJsonDescription, Some(position)) => position,
        _ => positions.get(place).copied().unwrap_or(Position::START),
    };
    let found = found.into_iter().zip(&places);
    found.map(|(it, place)| Finding { position: position(&it, place), diagnostic: it }).collect()
}

fn diagnostics(text: &str, machine_type: MachineType) -> Vec<Diagnostic> {
    let valid = match ValidDefinition::parse(text, machine_type) {
        Ok(valid) => valid,
        Err(found) => return found.as_slice().to_vec(),
    };
    let found = check_arguments(&valid);
    if !found.is_empty() {
        return found;
    }
    Machine::compile(&valid).err().map(|found| found.as_slice().to_vec()).unwrap_or_default()
}

/// The place of a diagnostic as positions are looked up by.
fn place(diagnostic: &Diagnostic) -> String {
    match diagnostic.location.as_ref().map(Location::to_string) {
        Some(place) if place != "/" => place,
        _ => String::new(),
    }
}

/// Where the text stops to be JSON; none where it is.
fn syntax_fault(source: &Source) -> Option<Position> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(&source.text).err()?;
    Some(Position { line: error.line().max(1), column: error.column().max(1) })
}

fn no_yaml(error: &serde_yaml::Error) -> Finding {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
    let position = error
        .location()
        .map_or(Position::START, |at| Position { line: number(at.line()), column: number(at.column()) });
    let message = error.to_string();
    // Its first line begins with the place, which is told already.
    let first = message.lines().next().unwrap_or_default();
    let first = first.splitn(3, ": ").last().unwrap_or(first);
    Finding {
        diagnostic: Diagnostic {
            code: DiagnosticCode::InvalidJsonDescription,
            message: format!("the text is not YAML: {first}"),
            location: Some(Location::root()),
        },
        position,
    }
}
