use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use apoyo_photo::Mark;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The marks that a photo carries as user metadata, decoded.
///
/// Metadata is ASCII and at most 2 KB in all, keys are UTF-8 of up to 1,024 bytes: a value is percent-encoded where
/// that is short, and `=` with base64url where it is not (a percent-encoded Cyrillic key of 1,024 bytes has 3,072).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(BTreeMap<&'static str, String>);

/// Most bytes that S3 takes in names and values of user metadata:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>.
const MAX_METADATA_BYTES: usize = 2048;

/// Encoded: what is not printable ASCII, what a proxy may trim (space), `%` itself, and `=`, which begins base64.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'=').add(b'"');

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
        let found = Mark::ALL
            .into_iter()
            .filter_map(|mark| Some((mark.name(), decode(&rest.remove(mark.name())?)?)))
            .collect();
        (Self(found), rest)
    }

    /// The metadata of a copy: all marks, and of the photographer's own entries, in the order of their names, as many
    /// as S3's limit leaves room for.
    pub(crate) fn joined(&self, own: &BTreeMap<String, String>) -> HashMap<String, String> {
        let mut joined: HashMap<String, String> =
            self.0.iter().map(|(name, value)| ((*name).to_owned(), encode(value).into_owned())).collect();
        let mut bytes: usize = joined.iter().map(|(name, value)| name.len() + value.len()).sum();
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

fn encode(text: &str) -> Cow<'_, str> {
    let percent: Cow<'_, str> = utf8_percent_encode(text, ENCODED).into();
    let base64_length = 1 + text.len().div_ceil(3) * 4;
    if percent.len() <= 200 || percent.len() <= base64_length {
        return percent;
    }
    format!("={}", URL_SAFE_NO_PAD.encode(text)).into()
}

/// `None` for what we cannot have written.
fn decode(value: &str) -> Option<String> {
    match value.strip_prefix('=') {
        Some(base64) => String::from_utf8(URL_SAFE_NO_PAD.decode(base64).ok()?).ok(),
        None => percent_decode_str(value).decode_utf8().ok().map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_key_survives_as_ascii(text in "\\PC{0,300}|[\u{0}-\u{7f}]{0,50}") {
            let encoded = encode(&text).into_owned();
            prop_assert!(encoded.bytes().all(|b| (0x21..0x7f).contains(&b)), "{encoded}");
            prop_assert_eq!(decode(&encoded), Some(text));
        }
    }

    #[test]
    fn a_longest_key_leaves_room_for_the_other_marks() {
        let marks = Marks::new()
            .with(Mark::From, "ж".repeat(512))
            .with(Mark::Execution, "л".repeat(80))
            .with(Mark::Content, format!("\"{}-10000\"", "0".repeat(32)));
        let bytes: usize = marks.joined(&BTreeMap::new()).iter().map(|(n, v)| n.len() + v.len()).sum();
        assert!(bytes < MAX_METADATA_BYTES - 200, "{bytes}");
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
