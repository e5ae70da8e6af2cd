use apoyo_photo::{InvalidStartInput, StartInput};
use serde_json::Value;

/// Input of an execution, as it was given: JSON of at most 256 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartText(String);

/// Why a text is no input.
#[derive(Debug, thiserror::Error)]
pub enum InvalidInput {
    /// It is no JSON.
    #[error("{place} is no JSON, line {line}, column {column}: {why}")]
    Json {
        /// Where the text is from.
        place: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the parser met.
        why: String,
    },
    /// The file that holds it cannot be read.
    #[error("input {file:?} cannot be read: {why}")]
    File {
        /// Its name.
        file: String,
        /// Why.
        why: String,
    },
    /// It is too long.
    #[error("{place} has {bytes} bytes, Step Functions takes at most {}", StartText::MAX_BYTES)]
    TooLong {
        /// Where the text is from.
        place: String,
        /// Its length.
        bytes: usize,
    },
    /// The photo state machine does not take it.
    #[error("{place}: {source}")]
    Start {
        /// Where the text is from.
        place: String,
        /// What is wrong with it.
        source: InvalidStartInput,
    },
}

impl StartText {
    /// Longest input, in bytes of UTF-8:
    /// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html>.
    pub const MAX_BYTES: usize = 262_144;

    /// Reads a text that stands at `place` (`--input`, a file's name).
    ///
    /// # Errors
    /// When it is no JSON, with the place in it, or too long.
    pub fn read(text: &str, place: &str) -> Result<Self, InvalidInput> {
        if text.len() > Self::MAX_BYTES {
            return Err(InvalidInput::TooLong { place: place.to_owned(), bytes: text.len() });
        }
        match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(InvalidInput::Json {
                place: place.to_owned(),
                line: error.line(),
                column: error.column(),
                why: without_position(&error),
            }),
        }
    }

    /// The same, and checks it as the photo state machine's first step will.
    ///
    /// # Errors
    /// As [`StartText::read`], and when the step would refuse it.
    pub fn read_for_photos(text: &str, place: &str) -> Result<Self, InvalidInput> {
        let read = Self::read(text, place)?;
        StartInput::read(&read.value())
            .map_err(|source| InvalidInput::Start { place: place.to_owned(), source })?;
        Ok(read)
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As JSON.
    pub fn value(&self) -> Value {
        // A number too large for a value is none of ours; the first step says so.
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Default for StartText {
    fn default() -> Self {
        Self("{}".to_owned())
    }
}

/// `serde_json` ends its messages with the position, which is told apart here.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).map_or(text.clone(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_told_with_its_position() {
        let refused = StartText::read("{\n  \"lane\": batch}", "--input").unwrap_err().to_string();
        assert_eq!(refused, "--input is no JSON, line 2, column 11: expected value");
        assert!(StartText::read("{} {}", "--input").is_err());
        assert!(StartText::read("", "--input").is_err());
    }

    #[test]
    fn what_the_first_step_would_refuse_is_refused_before_it_starts() {
        let refused = StartText::read_for_photos("{\"lane\": \"ecs\"}", "in.json").unwrap_err().to_string();
        assert!(refused.starts_with("in.json: input field lane: unknown variant `ecs`"), "{refused}");
        assert!(StartText::read("{\"lane\": \"ecs\"}", "in.json").is_ok(), "another machine may take it");
    }

    #[test]
    fn the_longest_input_is_that_of_step_functions() {
        let long = format!("\"{}\"", "x".repeat(StartText::MAX_BYTES - 2));
        assert!(StartText::read(&long, "--input").is_ok());
        let refused = StartText::read(&format!("{long} "), "--input").unwrap_err().to_string();
        assert_eq!(refused, "--input has 262145 bytes, Step Functions takes at most 262144");
    }
}
