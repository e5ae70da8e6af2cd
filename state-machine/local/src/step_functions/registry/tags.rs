use serde::{Deserialize, Serialize};

use crate::step_functions::ApiError;

/// Most tags of a machine or an activity.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const MOST_TAGS: usize = 50;

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::step_functions) struct Tag {
    pub(in crate::step_functions) key: String,
    pub(in crate::step_functions) value: String,
}

/// The tags of a machine or an activity, each key once, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::step_functions) struct Tags(Vec<Tag>);

impl Tags {
    /// These tags, of which each key counts once with its last value.
    ///
    /// # Errors
    /// `ValidationException` for a character that tags cannot have, `TooManyTags` for more than 50.
    pub(in crate::step_functions) fn of(tags: Vec<Tag>) -> Result<Self, ApiError> {
        Self::default().with(tags)
    }

    /// The tags with these added or changed.
    ///
    /// # Errors
    /// As of [`Tags::of`].
    pub(in crate::step_functions) fn with(&self, tags: Vec<Tag>) -> Result<Self, ApiError> {
        let mut all = self.0.clone();
        for tag in tags {
            check(&tag)?;
            match all.iter_mut().find(|known| known.key == tag.key) {
                Some(known) => known.value = tag.value,
                None => all.push(tag),
            }
        }
        if all.len() > MOST_TAGS {
            let text = format!("Too many tags: {} tags, at most {MOST_TAGS} are allowed", all.len());
            return Err(ApiError::new("TooManyTags", text));
        }
        Ok(Self(all))
    }

    /// Takes these keys away; those that are not there do not matter.
    pub(in crate::step_functions) fn without(&self, keys: &[String]) -> Self {
        Self(self.0.iter().filter(|tag| !keys.contains(&tag.key)).cloned().collect())
    }

    pub(in crate::step_functions) fn as_slice(&self) -> &[Tag] {
        &self.0
    }
}

/// Source: `Tag` of the API model; the prefix is reserved by
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>.
fn check(tag: &Tag) -> Result<(), ApiError> {
    let is_allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    if tag.key.to_lowercase().starts_with("aws:") {
        return Err(ApiError::validation(format!(
            "Tag key '{}' begins with the reserved prefix 'aws:'",
            tag.key
        )));
    }
    match [&tag.key, &tag.value].into_iter().find(|text| !text.chars().all(is_allowed)) {
        Some(text) => Err(ApiError::validation(format!(
            "Tag '{text}' may only contain Unicode letters, digits, white space, or these symbols: _ . : / = + - @"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.into(), value: value.into() }
    }

    #[test]
    fn a_key_counts_once_with_its_last_value() {
        let tags = Tags::of(vec![tag("a", "1"), tag("b", "2"), tag("a", "3")]).unwrap();
        assert_eq!(tags.as_slice(), [tag("a", "3"), tag("b", "2")]);
        assert_eq!(tags.without(&["a".into(), "c".into()]).as_slice(), [tag("b", "2")]);
    }

    #[test]
    fn fifty_tags_are_the_most() {
        let many = |count: usize| (0..count).map(|at| tag(&at.to_string(), "")).collect::<Vec<_>>();
        let full = Tags::of(many(50)).unwrap();
        assert_eq!(Tags::of(many(51)).unwrap_err().code, "TooManyTags");
        assert!(full.with(vec![tag("7", "changed")]).is_ok());
        assert_eq!(full.with(vec![tag("new", "")]).unwrap_err().code, "TooManyTags");
    }

    #[test]
    fn keys_and_values_have_allowed_characters() {
        assert!(Tags::of(vec![tag("ñ 1_.:/=+-@", "日本")]).is_ok());
        for refused in [tag("a!", ""), tag("a", "{}"), tag("AWS:a", "")] {
            assert_eq!(Tags::of(vec![refused]).unwrap_err().code, "ValidationException");
        }
    }
}
