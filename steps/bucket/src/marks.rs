use std::collections::{BTreeMap, HashMap};

use apoyo_photo::Mark;

use crate::mark_value::{decode_beside, encode, encode_beside};

/// The marks that a photo carries as user metadata, decoded.
///
/// Metadata is ASCII and at most 2 KB in all, keys are UTF-8 of up to 1,024 bytes (a percent-encoded Cyrillic key of 1,024
/// bytes has 3,072): values are written by `mark_value`, and of two keys the second says what it has of the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(BTreeMap<&'static str, String>);

/// Most bytes that S3 takes in names and values of user metadata:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>.
const MAX_METADATA_BYTES: usize = 2048;

impl Marks {
    /// No marks.
    pub fn new() -> Self {
        Self::default()
    }

    /// These marks and this one; an older value goes.
    pub fn with(mut self, mark: Mark, value: impl Into<String>) -> Self {
        self.0.insert(mark.name(), value.into());
        self
    }

    /// The value of a mark.
    pub fn get(&self, mark: Mark) -> Option<&str> {
        self.0.get(mark.name()).map(String::as_str)
    }

    /// Of these marks, those of the kinds wanted.
    pub fn only(&self, wanted: &[Mark]) -> Self {
        wanted.iter().fold(Self::new(), |marks, mark| match self.get(*mark) {
            Some(value) => marks.with(*mark, value),
            None => marks,
        })
    }

    /// These marks with those of `newer` in their place.
    pub fn overlaid(mut self, newer: &Self) -> Self {
        self.0.extend(newer.0.iter().map(|(name, value)| (*name, value.clone())));
        self
    }

    /// Marks, and the metadata that is not ours.
    pub(crate) fn part(metadata: HashMap<String, String>) -> (Self, BTreeMap<String, String>) {
        let mut rest: BTreeMap<String, String> = metadata.into_iter().collect();
        let from = rest.get(Mark::From.name()).and_then(|from| decode_beside(from, None));
        let found = Mark::ALL
            .into_iter()
            .filter_map(|mark| {
                Some((mark.name(), decode_beside(&rest.remove(mark.name())?, from.as_deref())?))
            })
            .collect();
        (Self(found), rest)
    }

    /// The metadata of a copy: all marks, and of the photographer's own entries, in the order of their names, as many
    /// as S3's limit leaves room for.
    pub(crate) fn joined(&self, own: &BTreeMap<String, String>) -> HashMap<String, String> {
        let from = self.get(Mark::From).unwrap_or_default();
        let written = |(name, value): (&&str, &String)| {
            let is_listed = *name == Mark::Listed.name();
            let value = if is_listed { encode_beside(value, from) } else { encode(value) };
            ((*name).to_owned(), value.into_owned())
        };
        let mut joined: HashMap<String, String> = self.0.iter().map(written).collect();
        let mut bytes = bytes_of(&joined);
        if bytes > MAX_METADATA_BYTES && joined.remove(Mark::Reason.name()).is_some() {
            // The report has the reason whole; the keys are what undo needs.
            bytes = bytes_of(&joined);
        }
        for (name, value) in own {
            bytes += name.len() + value.len();
            if bytes > MAX_METADATA_BYTES {
                tracing::warn!(name, "metadata entry left out of the copy: no room beside the marks");
                bytes -= name.len() + value.len();
                continue;
            }
            joined.insert(name.clone(), value.clone());
        }
        joined
    }
}

fn bytes_of(metadata: &HashMap<String, String>) -> usize {
    metadata.iter().map(|(name, value)| name.len() + value.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longest_key_leaves_room_for_the_other_marks() {
        let marks = Marks::new()
            .with(Mark::From, "ж".repeat(512))
            .with(Mark::Execution, "л".repeat(80))
            .with(Mark::Content, format!("\"{}-10000\"", "0".repeat(32)));
        let bytes = bytes_of(&marks.joined(&BTreeMap::new()));
        assert!(bytes < MAX_METADATA_BYTES - 200, "{bytes}");
    }

    #[test]
    fn a_leftover_of_the_longest_key_has_room_for_both_of_its_keys_and_a_verdict() {
        let name = "ж".repeat(505);
        let marks = Marks::new()
            .with(Mark::From, format!("sin procesar/{name}"))
            .with(Mark::Listed, format!("procesando/{name}"))
            .with(Mark::Execution, "л".repeat(80))
            .with(Mark::Reason, "a reason ".repeat(25))
            .with(Mark::Model, "m".repeat(80))
            .with(Mark::DiscardBelow, "0.11961234567890123")
            .with(Mark::Score, "0.11961234567890123");
        let joined = marks.joined(&BTreeMap::new());
        assert!(bytes_of(&joined) <= MAX_METADATA_BYTES, "{}", bytes_of(&joined));
        let (read, own) = Marks::part(joined);
        assert_eq!(read.get(Mark::Listed), marks.get(Mark::Listed));
        assert_eq!((read.get(Mark::From), own.len()), (marks.get(Mark::From), 0));
    }

    #[test]
    fn own_metadata_stays_where_there_is_room() {
        let own =
            BTreeMap::from([("big".to_owned(), "x".repeat(2040)), ("camera".to_owned(), "M3E".to_owned())]);
        let joined = Marks::new().with(Mark::Execution, "a b").joined(&own);
        assert_eq!(joined.get("camera").unwrap(), "M3E");
        assert_eq!(joined.get("apoyo-execution").unwrap(), "a%20b");
        assert!(!joined.contains_key("big"));
    }
}
