//! The constraints of the API's model: lengths, ranges, enumerations.
//!
//! Source: the shapes of `TestStateInput` in the service's API model, 2016-11-23.

use super::{TestStateError, TestStateRequest};
use crate::payload::PAYLOAD_LIMIT_BYTES;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum InspectionLevel {
    #[default]
    Info,
    Debug,
    Trace,
}

/// How a mocked result is held against the service's model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FieldValidationMode {
    /// Every required field is there, every field that is there has its type.
    #[default]
    Strict,
    /// Every field that is there has its type.
    Present,
    None,
}

const LEVELS: [(&str, InspectionLevel); 3] =
    [("INFO", InspectionLevel::Info), ("DEBUG", InspectionLevel::Debug), ("TRACE", InspectionLevel::Trace)];

const MODES: [(&str, FieldValidationMode); 3] = [
    ("STRICT", FieldValidationMode::Strict),
    ("PRESENT", FieldValidationMode::Present),
    ("NONE", FieldValidationMode::None),
];

const DEFINITION_CHARACTERS: usize = 1_048_576;
const ARN_CHARACTERS: usize = 256;
const NAME_CHARACTERS: usize = 80;
const ERROR_CHARACTERS: usize = 256;
const CAUSE_CHARACTERS: usize = 32_768;

/// What a request says in words of the API's own.
pub(super) struct Chosen {
    pub(super) level: InspectionLevel,
    pub(super) mode: FieldValidationMode,
}

/// Checks a request against the model.
///
/// # Errors
/// With every constraint that is broken, in AWS's sentence.
pub(super) fn check(request: &TestStateRequest) -> Result<Chosen, TestStateError> {
    let mut broken = Broken::default();
    if request.definition.is_none() {
        broken.add("Value null at 'definition'", "Member must not be null");
    }
    broken.text("definition", request.definition.as_deref(), (1, DEFINITION_CHARACTERS));
    broken.text("roleArn", request.role_arn.as_deref(), (1, ARN_CHARACTERS));
    broken.data("input", request.input.as_deref());
    let level = broken.one_of("inspectionLevel", request.inspection_level.as_deref(), &LEVELS);
    broken.data("variables", request.variables.as_deref());
    broken.text("stateName", request.state_name.as_deref(), (1, NAME_CHARACTERS));
    broken.data("context", request.context.as_deref());
    let mode = broken.mock(request);
    broken.configuration(request);
    broken.into_result()?;
    Ok(Chosen { level: level.unwrap_or_default(), mode: mode.unwrap_or_default() })
}

#[derive(Default)]
struct Broken(Vec<String>);

impl Broken {
    fn add(&mut self, value: &str, constraint: &str) {
        self.0.push(format!("{value} failed to satisfy constraint: {constraint}"));
    }

    /// A sensitive text, whose value AWS does not repeat; the ARN is none.
    fn text(&mut self, member: &str, text: Option<&str>, (least, most): (usize, usize)) {
        let Some(text) = text else { return };
        let length = text.chars().count();
        let value =
            if member == "roleArn" { format!("Value '{text}' at '{member}'") } else { sensitive(member) };
        if length < least {
            self.add(&value, &format!("Member must have length greater than or equal to {least}"));
        }
        if length > most {
            self.add(&value, &format!("Member must have length less than or equal to {most}"));
        }
    }

    /// A payload, which is measured in bytes.
    fn data(&mut self, member: &str, data: Option<&str>) {
        if data.is_some_and(|data| data.len() > PAYLOAD_LIMIT_BYTES) {
            self.add(
                &sensitive(member),
                &format!("Member must have length less than or equal to {PAYLOAD_LIMIT_BYTES}"),
            );
        }
    }

    fn one_of<T: Copy>(&mut self, member: &str, word: Option<&str>, words: &[(&str, T)]) -> Option<T> {
        let word = word?;
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
            self.add(
                &format!("Value '{word}' at '{member}'"),
                &format!("Member must satisfy enum value set: [{}]", known.join(", ")),
            );
        }
        found
    }

    fn count(&mut self, member: &str, count: Option<i64>) {
        if count.is_some_and(|count| count < 0) {
            let value = format!("Value '{}' at '{member}'", count.unwrap_or_default());
            self.add(&value, "Member must have value greater than or equal to 0");
        }
    }

    fn mock(&mut self, request: &TestStateRequest) -> Option<FieldValidationMode> {
        let mock = request.mock.as_ref()?;
        self.data("mock.result", mock.result.as_deref());
        if let Some(output) = &mock.error_output {
            self.text("mock.errorOutput.error", output.error.as_deref(), (0, ERROR_CHARACTERS));
            self.text("mock.errorOutput.cause", output.cause.as_deref(), (0, CAUSE_CHARACTERS));
        }
        self.one_of("mock.fieldValidationMode", mock.field_validation_mode.as_deref(), &MODES)
    }

    fn configuration(&mut self, request: &TestStateRequest) {
        let Some(configuration) = &request.state_configuration else { return };
        self.count("stateConfiguration.retrierRetryCount", configuration.retrier_retry_count);
        self.text(
            "stateConfiguration.errorCausedByState",
            configuration.error_caused_by_state.as_deref(),
            (1, NAME_CHARACTERS),
        );
        self.count("stateConfiguration.mapIterationFailureCount", configuration.map_iteration_failure_count);
        self.data("stateConfiguration.mapItemReaderData", configuration.map_item_reader_data.as_deref());
    }

    fn into_result(self) -> Result<(), TestStateError> {
        let errors = if self.0.len() == 1 { "error" } else { "errors" };
        match self.0.len() {
            0 => Ok(()),
            count => Err(TestStateError::validation(format!(
                "{count} validation {errors} detected: {}",
                self.0.join("; ")
            ))),
        }
    }
}

fn sensitive(member: &str) -> String {
    format!("Value at '{member}'")
}
