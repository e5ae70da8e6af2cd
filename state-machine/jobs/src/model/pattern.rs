use serde::{Deserialize, Serialize};

/// A text that another must equal, or begin with where it ends in `*`.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Pattern(String);

impl Pattern {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(start) => text.starts_with(start),
            None => text == self.0,
        }
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_at_the_end_stands_for_any_rest() {
        for (pattern, text, holds) in [
            ("1", "1", true),
            ("1", "10", false),
            ("1*", "10", true),
            ("*", "", true),
            ("", "a", false),
            ("a*b", "axb", false),
        ] {
            assert_eq!(Pattern::from(pattern).matches(text), holds, "{pattern} {text}");
        }
    }
}
