use std::collections::BTreeMap;

use super::Schedules;
use super::calls::require_group;
use crate::ApiError;
use crate::book::{Book, Change, Group};
use crate::definition::GroupName;

/// Most tags of a group.
///
/// Source: <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html>.
const MOST_TAGS: usize = 50;

impl Schedules {
    pub(crate) async fn create_group(
        &self,
        name: GroupName,
        (tags, token): (BTreeMap<String, String>, Option<String>),
    ) -> Result<(), ApiError> {
        self.change(move |book, schedules| {
            if let Some(group) = book.groups.get(&name) {
                let is_same_call = token.is_some() && group.token == token && group.tags == tags;
                let words = format!("Schedule group {name} already exists.");
                return if is_same_call { Ok((Vec::new(), ())) } else { Err(ApiError::conflict(words)) };
            }
            check_count(&tags)?;
            let now = schedules.now();
            Ok((vec![Change::Group(name, Group { created: now, modified: now, token, tags })], ()))
        })
        .await
    }

    /// Removes a group with its schedules; AWS takes a while for it, here it is done at once.
    pub(crate) async fn delete_group(&self, name: GroupName) -> Result<(), ApiError> {
        self.change(move |book, _| {
            require_group(book, &name)?;
            if name == GroupName::default() {
                return Err(ApiError::validation("The default schedule group cannot be deleted."));
            }
            let ids = book.in_group(&name).map(|entry| entry.definition.id.clone());
            let mut changes: Vec<_> = ids.map(Change::DropSchedule).collect();
            changes.push(Change::DropGroup(name));
            Ok((changes, ()))
        })
        .await
    }

    pub(crate) fn group(&self, name: &GroupName) -> Result<Group, ApiError> {
        self.look(|book| required(book, name).cloned())
    }

    pub(crate) fn groups(&self, name_prefix: &str) -> Vec<(GroupName, Group)> {
        self.look(|book| {
            let groups = book.groups.iter().filter(|(name, _)| name.as_str().starts_with(name_prefix));
            groups.map(|(name, group)| (name.clone(), group.clone())).collect()
        })
    }

    /// Changes the tags of a group.
    pub(crate) async fn retag(
        &self,
        name: GroupName,
        change: impl FnOnce(&mut BTreeMap<String, String>) + Send + 'static,
    ) -> Result<(), ApiError> {
        self.change(move |book, _| {
            let mut group = required(book, &name)?.clone();
            change(&mut group.tags);
            check_count(&group.tags)?;
            Ok((vec![Change::Group(name, group)], ()))
        })
        .await
    }
}

fn required<'b>(book: &'b Book, name: &GroupName) -> Result<&'b Group, ApiError> {
    let missing = || ApiError::not_found(format!("Schedule group {name} does not exist."));
    book.groups.get(name).ok_or_else(missing)
}

fn check_count(tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if tags.len() > MOST_TAGS {
        let words = format!("A resource can have {MOST_TAGS} tags at most, {} are given.", tags.len());
        return Err(ApiError::validation(words));
    }
    Ok(())
}
