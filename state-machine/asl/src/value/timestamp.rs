use std::fmt;
use std::str::FromStr;

/// A moment in the profile of RFC 3339 that the language asks for: upper-case `T`, and upper-case `Z` where there is
/// no offset. Compares by moment; keeps its text.
#[derive(Debug, Clone)]
pub struct Timestamp {
    text: Box<str>,
    instant: jiff::Timestamp,
}

/// Why a text is not a timestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an RFC 3339 timestamp with upper-case T and Z, such as 2026-11-21T06:00:00Z")]
pub struct InvalidTimestamp {
    /// The text found.
    pub text: String,
}

impl Timestamp {
    /// The moment.
    pub fn instant(&self) -> jiff::Timestamp {
        self.instant
    }

    /// The timestamp as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || InvalidTimestamp { text: text.to_owned() };
        if text.as_bytes().get(10) != Some(&b'T') || text.contains(['z', 't', '[', ' ', ',']) {
            return Err(refused());
        }
        let instant = text.parse().map_err(|_| refused())?;
        Ok(Self { text: text.into(), instant })
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.instant == other.instant
    }
}

impl Eq for Timestamp {}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_compare_by_moment_whatever_their_offset() {
        let parse = |text: &str| text.parse::<Timestamp>();
        assert_eq!(parse("2026-11-21T06:00:00Z"), parse("2026-11-21T07:00:00+01:00"));
        for text in [
            "2026-11-21t06:00:00Z",
            "2026-11-21T06:00:00z",
            "2026-11-21 06:00:00Z",
            "2026-11-21",
            "",
            "2026-11-21T06:00:00",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
