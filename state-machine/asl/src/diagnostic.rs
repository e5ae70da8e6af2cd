use std::fmt;

/// One thing wrong with a definition, in the shape of `ValidateStateMachineDefinition`.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of fault.
    pub code: DiagnosticCode,
    /// What is wrong; names the field, the value found and what is allowed.
    pub message: String,
    /// Where; absent where the fault is of the whole machine.
    pub location: Option<Location>,
}

/// The error codes of AWS that a definition's text can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiagnosticCode {
    /// The text is no JSON.
    InvalidJsonDescription,
    /// The text is empty.
    MissingDescription,
    /// A field is missing, unknown, or has a value that is not allowed.
    SchemaValidationFailed,
    /// No state ends the machine.
    MissingEndState,
    /// Two states have one name.
    DuplicateStateName,
    /// A state's name is empty or too long.
    InvalidStateName,
    /// Two Map states have one label.
    DuplicateLabelName,
    /// A label is too long or has a character that is not allowed.
    InvalidLabelName,
    /// A transition leads nowhere, or a state is never reached.
    MissingTransitionTarget,
    /// Machines are nested in machines too often.
    TooDeeplyNested,
    /// A `JSONata` expression does not parse; found by the engine, which compiles them.
    InvalidJsonataExpression,
}

impl DiagnosticCode {
    /// The code as AWS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Self::MissingDescription => "MISSING_DESCRIPTION",
            Self::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Self::MissingEndState => "MISSING_END_STATE",
            Self::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Self::InvalidStateName => "INVALID_STATE_NAME",
            Self::DuplicateLabelName => "DUPLICATE_LABEL_NAME",
            Self::InvalidLabelName => "INVALID_LABEL_NAME",
            Self::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Self::TooDeeplyNested => "TOO_DEEPLY_NESTED",
            Self::InvalidJsonataExpression => "INVALID_JSONATA_EXPRESSION",
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)?;
        self.location.as_ref().map_or(Ok(()), |location| write!(f, " at {location}"))
    }
}

/// Everything wrong with a definition: at least one diagnostic, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// These diagnostics, where there are any.
    ///
    /// # Errors
    /// When there are.
    pub fn check(found: Vec<Diagnostic>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }

    pub(crate) fn one(code: DiagnosticCode, message: String, location: Location) -> Self {
        Self(vec![Diagnostic { code, message, location: Some(location) }])
    }

    /// The message with which the API refuses the definition (`InvalidDefinition`), in AWS's very words.
    pub fn invalid_definition_message(&self) -> String {
        let one = |diagnostic: &Diagnostic| {
            let location =
                diagnostic.location.as_ref().map_or_else(|| "null".to_owned(), Location::to_string);
            format!("{}: {} at {location}", diagnostic.code.as_str(), diagnostic.message)
        };
        let all: Vec<String> = self.0.iter().map(one).collect();
        format!("Invalid State Machine Definition: '{}'", all.join(", "))
    }

    /// The diagnostics, at least one.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl fmt::Display for Diagnostics {
    /// All of them, joined by `, `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.0.iter().enumerate() {
            write!(f, "{}{diagnostic}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// A place in a definition, written as AWS does: `/States/Claimed?/Choices[0]/Next`; the whole is `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Location(String);

impl Location {
    /// The whole definition.
    pub fn root() -> Self {
        Self::default()
    }

    /// A field of this place.
    pub fn field(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    /// An element of this place.
    pub fn element(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}
