use crate::decide::{follow_ups, starts};
use crate::model::{Book, Effect, Event};

/// Events that are taken into the book and not on disk yet, and what they ask for.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) events: Vec<Event>,
    pub(super) effects: Vec<Effect>,
}

impl Draft {
    /// Takes events in.
    ///
    /// # Errors
    /// When one of them cannot have happened, which is a mistake of this crate.
    pub(super) fn take(&mut self, book: &mut Book, events: Vec<Event>) -> Result<(), String> {
        for event in events {
            self.effects.extend(book.apply(&event).map_err(|illegal| illegal.to_string())?);
            self.events.push(event);
        }
        Ok(())
    }

    /// Takes in all that follows, and starts what there are vCPUs for, given in thousandths.
    pub(super) fn follow_up(&mut self, book: &mut Book, machine: u32, at: i64) -> Result<(), String> {
        loop {
            let mut next = follow_ups(book, at);
            if next.is_empty() {
                next = starts(book, machine, at);
            }
            if next.is_empty() {
                return Ok(());
            }
            self.take(book, next)?;
        }
    }
}
