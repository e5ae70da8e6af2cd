use super::Schedules;
use crate::ApiError;
use crate::book::{Book, Change, Entry};
use crate::definition::{Definition, GroupName, ScheduleId, State};

/// What became of a schedule that was to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ensured {
    /// It was made.
    Created,
    /// It was another one, and is changed.
    Updated,
    /// It was there as it is; what it missed meanwhile it catches up with.
    AsItWas,
}

/// Which schedules a list has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing {
    pub(crate) group: Option<GroupName>,
    pub(crate) name_prefix: String,
    pub(crate) state: Option<State>,
}

impl Schedules {
    /// Makes a schedule what it is to be, as at every start of a process that has it in its configuration.
    ///
    /// # Errors
    /// When it cannot be kept, or its group is not there.
    pub async fn ensure(&self, definition: Definition) -> Result<Ensured, ApiError> {
        self.change(move |book, schedules| {
            require_group(book, &definition.id.group)?;
            let now = schedules.now();
            Ok(match book.schedules.get(&definition.id) {
                Some(entry) if entry.definition == definition => (Vec::new(), Ensured::AsItWas),
                Some(entry) => {
                    let entry = Entry::set(definition, (entry.created, now));
                    (vec![Change::Schedule(Box::new(entry))], Ensured::Updated)
                }
                None => {
                    (vec![Change::Schedule(Box::new(Entry::set(definition, (now, now))))], Ensured::Created)
                }
            })
        })
        .await
    }

    /// Removes a schedule, and what it has to start; nothing where it is not there.
    ///
    /// # Errors
    /// When that cannot be kept.
    pub async fn remove(&self, id: ScheduleId) -> Result<(), ApiError> {
        self.change(move |book, _| {
            let is_there = book.schedules.contains_key(&id);
            Ok((is_there.then(|| Change::DropSchedule(id)).into_iter().collect(), ()))
        })
        .await
    }

    pub(crate) async fn create(&self, definition: Definition, token: Option<String>) -> Result<(), ApiError> {
        self.change(move |book, schedules| {
            require_group(book, &definition.id.group)?;
            let now = schedules.now();
            if let Some(entry) = book.schedules.get(&definition.id) {
                let is_same_call = token.is_some() && entry.token == token && entry.definition == definition;
                let words = format!("Schedule {} already exists.", definition.id.name);
                return if is_same_call { Ok((Vec::new(), ())) } else { Err(ApiError::conflict(words)) };
            }
            check_start(&definition, now)?;
            let entry = Entry { token, ..Entry::set(definition, (now, now)) };
            Ok((vec![Change::Schedule(Box::new(entry))], ()))
        })
        .await
    }

    pub(crate) async fn update(&self, definition: Definition) -> Result<(), ApiError> {
        self.change(move |book, schedules| {
            require_group(book, &definition.id.group)?;
            let entry = require(book, &definition.id)?;
            let now = schedules.now();
            if definition.start != entry.definition.start {
                check_start(&definition, now)?;
            }
            let entry = Entry { token: entry.token.clone(), ..Entry::set(definition, (entry.created, now)) };
            Ok((vec![Change::Schedule(Box::new(entry))], ()))
        })
        .await
    }

    pub(crate) async fn delete(&self, id: ScheduleId) -> Result<(), ApiError> {
        self.change(move |book, _| {
            require_group(book, &id.group)?;
            require(book, &id)?;
            Ok((vec![Change::DropSchedule(id)], ()))
        })
        .await
    }

    pub(crate) fn get(&self, id: &ScheduleId) -> Result<Entry, ApiError> {
        self.look(|book| {
            require_group(book, &id.group)?;
            require(book, id).cloned()
        })
    }

    /// Schedules in the order of their groups and names.
    pub(crate) fn list(&self, listing: &Listing) -> Result<Vec<Entry>, ApiError> {
        self.look(|book| {
            listing.group.as_ref().map_or(Ok(()), |group| require_group(book, group))?;
            let entries = book.schedules.values().filter(|entry| {
                let id = &entry.definition.id;
                listing.group.as_ref().is_none_or(|group| *group == id.group)
                    && id.name.starts_with(&listing.name_prefix)
                    && listing.state.is_none_or(|state| state == entry.definition.state)
            });
            Ok(entries.cloned().collect())
        })
    }
}

/// The start of what is set now may not be past, but for the time that a call takes.
fn check_start(definition: &Definition, now: jiff::Timestamp) -> Result<(), ApiError> {
    let runs_once = matches!(definition.expression, crate::ScheduleExpression::At(_));
    let earliest = now - jiff::SignedDuration::from_mins(5);
    if !runs_once && definition.start.is_some_and(|start| start < earliest) {
        let words = "The StartDate you specify cannot be earlier than 5 minutes ago.";
        return Err(ApiError::validation(words));
    }
    Ok(())
}

fn require<'b>(book: &'b Book, id: &ScheduleId) -> Result<&'b Entry, ApiError> {
    let missing = || ApiError::not_found(format!("Schedule {} does not exist.", id.name));
    book.schedules.get(id).ok_or_else(missing)
}

pub(super) fn require_group(book: &Book, group: &GroupName) -> Result<(), ApiError> {
    let missing = || ApiError::not_found(format!("Schedule group {group} does not exist."));
    book.groups.contains_key(group).then_some(()).ok_or_else(missing)
}
