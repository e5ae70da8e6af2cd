use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde_json::Value;

use super::position::Format;
use super::refusal::Refusal;

/// Largest definition in bytes.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html>, `definition`.
const MOST_BYTES: u64 = 1_048_576;

/// A file as it was given.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// What messages call it.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    pub(super) format: Format,
}

impl Source {
    /// Reads a definition.
    ///
    /// # Errors
    /// With a [`Refusal`] where it cannot be read, is not UTF-8, or is larger than a definition may be.
    pub(super) fn definition(path: &Path) -> anyhow::Result<Self> {
        Self::read(path, MOST_BYTES)
    }

    /// Reads a file of at most so many bytes; `-` is standard input.
    ///
    /// # Errors
    /// With a [`Refusal`] where that is not possible.
    pub(super) fn read(path: &Path, most_bytes: u64) -> anyhow::Result<Self> {
        let is_standard_input = path.as_os_str() == "-";
        let name = if is_standard_input { "<stdin>".to_owned() } else { path.display().to_string() };
        let bytes = if is_standard_input {
            limited(std::io::stdin().lock(), most_bytes)
        } else {
            open(path).and_then(|file| limited(file, most_bytes))
        };
        let bytes = bytes.map_err(|error| Refusal(format!("{name}: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Refusal(format!("{name}: byte {at} is not UTF-8"))
        })?;
        Ok(Self { format: Format::of(path), name, text })
    }

    /// The text as JSON text: itself, or what its YAML says.
    ///
    /// # Errors
    /// When it is YAML and not well-formed.
    pub(super) fn json(&self) -> Result<String, serde_yaml::Error> {
        match self.format {
            Format::Json => Ok(self.text.clone()),
            Format::Yaml => serde_yaml::from_str::<Value>(&self.text).map(|value| value.to_string()),
        }
    }

    /// The value that it holds.
    ///
    /// # Errors
    /// With a [`Refusal`] where it is not well-formed.
    pub(super) fn value(&self) -> anyhow::Result<Value> {
        let value = match self.format {
            Format::Json => serde_json::from_str(&self.text).map_err(|error| error.to_string()),
            Format::Yaml => serde_yaml::from_str(&self.text).map_err(|error| error.to_string()),
        };
        Ok(value.map_err(|error| Refusal(format!("{}: {error}", self.name)))?)
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

fn limited(from: impl Read, most_bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most_bytes + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|found| found > most_bytes) {
        return Err(std::io::Error::other(format!(
            "it has more than {most_bytes} bytes, which are allowed at most"
        )));
    }
    Ok(bytes)
}
