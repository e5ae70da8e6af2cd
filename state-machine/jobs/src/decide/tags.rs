use std::collections::BTreeMap;

use super::Refusal;
use crate::model::{Book, Event, JobKey, What};

/// Tags of a resource, by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// Most tags of a resource.
const TAG_LIMIT: usize = 50;

/// Tags that keep to their limits: keys of 1 to 128 characters that do not begin with `aws:`, values of up to 256.
pub(crate) fn checked_tags(tags: Tags) -> Result<Tags, Refusal> {
    if tags.len() > TAG_LIMIT {
        return Err(Refusal::executing(format!(
            "{} tags are too many, at most {TAG_LIMIT} are allowed",
            tags.len()
        )));
    }
    for (key, value) in &tags {
        if !(1..=128).contains(&key.chars().count()) || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(Refusal::executing(format!(
                "tag key {key:?} should have 1 to 128 characters and not begin with aws:"
            )));
        }
        if value.chars().count() > 256 {
            return Err(Refusal::executing(format!(
                "the value of tag {key:?} should have up to 256 characters"
            )));
        }
    }
    Ok(tags)
}

/// `TagResource`: adds tags to those that are there.
///
/// # Errors
/// When there is no such resource, or too many tags.
pub(crate) fn tag(book: &Book, arn: &str, added: Tags, at: i64) -> Result<Vec<Event>, Refusal> {
    let mut tags = tags_of(book, arn)?;
    tags.extend(added);
    Ok(vec![Event::new(at, What::Tagged { arn: arn.to_owned(), tags: checked_tags(tags)? })])
}

/// `UntagResource`.
///
/// # Errors
/// When there is no such resource.
pub(crate) fn untag(book: &Book, arn: &str, keys: &[String], at: i64) -> Result<Vec<Event>, Refusal> {
    let mut tags = tags_of(book, arn)?;
    tags.retain(|key, _| !keys.contains(key));
    Ok(vec![Event::new(at, What::Tagged { arn: arn.to_owned(), tags })])
}

/// `ListTagsForResource`; children of arrays have none of their own.
///
/// # Errors
/// When there is no such resource.
pub(crate) fn tags_of(book: &Book, arn: &str) -> Result<Tags, Refusal> {
    let names = |kind| {
        let name = book.arns.name(kind, arn);
        (name != arn).then_some(name)
    };
    let is_there = names("job-queue").is_some_and(|name| book.queue(name).is_some())
        || names("compute-environment").is_some_and(|name| book.environment(name).is_some())
        || names("job-definition").is_some_and(|name| name.contains(':') && book.definition(name).is_some())
        || names("job").is_some_and(|name| book.job(&JobKey::of(name).job).is_some() && !name.contains(':'));
    if is_there {
        return Ok(book.tags(arn).cloned().unwrap_or_default());
    }
    Err(Refusal::plain(format!("Resource {arn} not found.")))
}
