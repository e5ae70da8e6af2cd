use std::path::Path;

use serde_json::Value;

use crate::asl::refusal::Refusal;
use crate::asl::source::Source;

/// Largest file that is read as an input; the engine allows 256 KiB and says so in AWS's words.
const MOST_BYTES: u64 = 4 << 20;

/// The input of an execution as JSON text: given itself, as `@FILE`, or as `-` for standard input.
///
/// # Errors
/// With a refusal where it cannot be read or is no JSON.
pub(super) fn input(given: &str) -> anyhow::Result<String> {
    let (name, text) = match given.strip_prefix('@') {
        Some(file) => read(Path::new(file))?,
        None if given == "-" => read(Path::new("-"))?,
        None => ("--input".to_owned(), given.to_owned()),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Refusal(format!("{name}: the input is not JSON: {error}")).into()),
    }
}

fn read(file: &Path) -> anyhow::Result<(String, String)> {
    let source = Source::read(file, MOST_BYTES)?;
    Ok((source.name, source.text))
}
