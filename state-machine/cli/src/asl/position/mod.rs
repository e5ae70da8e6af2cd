//! Where in a file's text the places are that diagnostics name.

mod json;
mod yaml;

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write as _};
use std::ops::Bound;
use std::path::Path;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
}

impl Format {
    /// By the file's name; JSON where it says nothing.
    pub(super) fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("yaml" | "yml") => Self::Yaml,
            _ => Self::Json,
        }
    }
}

/// Line and column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    /// The first character of a file.
    pub(super) const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Looks up places (`/States/A/Choices[0]/Next`) in a text: where their key is written or, of an element, the element. A
/// place that the text does not have, for instance of a field that is missing or that an alias brings, is that of the
/// nearest around it.
pub(super) fn positions<'p>(
    text: &str,
    format: Format,
    places: impl IntoIterator<Item = &'p str>,
) -> HashMap<String, Position> {
    let mut wanted =
        Wanted { places: places.into_iter().map(str::to_owned).collect(), found: HashMap::new() };
    wanted.meet("", Position::START);
    match format {
        Format::Json => json::walk(text, &mut wanted),
        Format::Yaml => yaml::walk(text, &mut wanted),
    }
    wanted.into_found()
}

/// Makes the place of a list that of one of its elements.
fn element(place: &mut String, index: usize) {
    // Writing to a String cannot fail.
    let _ = write!(place, "[{index}]");
}

/// What is looked for, and the nearest that was met of it.
struct Wanted {
    places: BTreeSet<String>,
    found: HashMap<String, (usize, Position)>,
}

impl Wanted {
    /// Takes note of a place of the text.
    fn meet(&mut self, place: &str, position: Position) {
        let with_prefix = self.places.range::<str, _>((Bound::Included(place), Bound::Unbounded));
        let with_prefix = with_prefix.take_while(|wanted| wanted.starts_with(place));
        for wanted in with_prefix {
            let rest = &wanted[place.len()..];
            if rest.is_empty() || rest.starts_with(['/', '[']) {
                let found = self.found.entry(wanted.clone()).or_insert((0, position));
                if place.len() >= found.0 {
                    *found = (place.len(), position);
                }
            }
        }
    }

    fn into_found(self) -> HashMap<String, Position> {
        self.found.into_iter().map(|(place, (_, position))| (place, position)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, format: Format, place: &str) -> String {
        positions(text, format, [place])[place].to_string()
    }

    #[test]
    fn a_field_is_where_its_key_is_and_an_element_where_it_begins() {
        let text = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A/b \\\"c\\\"\": {\"Choices\": [1, {\"Next\": \"ñ\"}], \"End\": true}\n  }\n}";
        assert_eq!(at(text, Format::Json, "/StartAt"), "2:3");
        assert_eq!(at(text, Format::Json, "/States/A/b \"c\""), "4:5");
        assert_eq!(at(text, Format::Json, "/States/A/b \"c\"/Choices[1]"), "4:34");
        assert_eq!(at(text, Format::Json, "/States/A/b \"c\"/Choices[1]/Next"), "4:35");
        assert_eq!(at(text, Format::Json, "/States/A/b \"c\"/End"), "4:50");
    }

    #[test]
    fn what_is_missing_is_where_the_nearest_around_it_is() {
        let text = "{\n \"States\": {\n  \"A\": {}}}";
        assert_eq!(at(text, Format::Json, "/States/A/Type"), "3:3");
        assert_eq!(at(text, Format::Json, "/StartAt"), "1:1");
        assert_eq!(at("States:\n  A:\n    Type: Task\n", Format::Yaml, "/States/A/Resource"), "2:3");
    }

    #[test]
    fn yaml_is_looked_up_in_blocks_flows_and_quoted_keys() {
        let text = "# a comment\nStartAt: A\nStates:\n  \"A b\":\n    Choices:\n      - Next: B\n      - {Next: C}\n";
        assert_eq!(at(text, Format::Yaml, "/StartAt"), "2:1");
        assert_eq!(at(text, Format::Yaml, "/States/A b"), "4:3");
        assert_eq!(at(text, Format::Yaml, "/States/A b/Choices[1]/Next"), "7:10");
    }

    #[test]
    fn text_that_is_cut_short_or_deep_is_looked_up_as_far_as_it_goes() {
        assert_eq!(at("{\"A\": {\"B", Format::Json, "/A/B/C"), "1:2");
        let deep = "[".repeat(100_000);
        let place = "[0]".repeat(5_000);
        assert_eq!(at(&deep, Format::Json, &place), "1:258");
    }
}
