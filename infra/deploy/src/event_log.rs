use std::collections::HashSet;

use crate::Event;

/// The events of one operation on a stack: each one once, in the order in which they happened.
///
/// CloudFormation tells events newest first, in pages, those of all operations there ever were. A log begins behind the
/// newest event from before the operation, and each look goes back to the last event that is known already.
#[derive(Debug, Clone, Default)]
pub struct EventLog {
    known: HashSet<String>,
    causes: Vec<Event>,
    done: HashSet<String>,
}

/// What one look at the events brought, page by page.
#[derive(Debug, Default)]
pub struct Look {
    newest_first: Vec<Event>,
}

/// Whether older pages are worth asking for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// Events on the next page may be new.
    MayBeNew,
    /// The page reached what is known.
    AreKnown,
}

impl EventLog {
    /// A log of what happens after these events.
    pub fn after(earlier: impl IntoIterator<Item = Event>) -> Self {
        Self { known: earlier.into_iter().map(|event| event.id).collect(), ..Self::default() }
    }

    /// Takes a page of a look, newest event first.
    pub fn page(&self, look: &mut Look, events: Vec<Event>) -> Older {
        let before = events.len();
        let new = events.into_iter().take_while(|event| !self.known.contains(&event.id));
        let held = look.newest_first.len();
        look.newest_first.extend(new);
        if look.newest_first.len() - held < before { Older::AreKnown } else { Older::MayBeNew }
    }

    /// Ends a look: the new events, oldest first.
    pub fn take(&mut self, look: Look) -> Vec<Event> {
        // A page that is asked for while events come in begins again with some of the page before.
        let mut new = look.newest_first;
        new.retain(|event| self.known.insert(event.id.clone()));
        new.reverse();
        self.causes.extend(new.iter().filter(|event| event.is_cause()).cloned());
        let done = new.iter().filter(|event| event.is_end_of_resource());
        self.done.extend(done.map(|event| event.logical_id.clone()));
        new
    }

    /// How many resources are done with.
    pub fn resources_done(&self) -> usize {
        self.done.len()
    }

    /// What failed by itself, the first failure first.
    pub fn causes(&self) -> &[Event] {
        &self.causes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u32) -> Event {
        Event {
            id: number.to_string(),
            at: String::new(),
            logical_id: format!("R{number}"),
            kind: "AWS::SQS::Queue".into(),
            status: "CREATE_COMPLETE".into(),
            reason: None,
        }
    }

    fn newest_first(numbers: impl DoubleEndedIterator<Item = u32>) -> Vec<Event> {
        numbers.rev().map(event).collect()
    }

    fn numbers(events: &[Event]) -> Vec<u32> {
        events.iter().map(|event| event.id.parse().unwrap()).collect()
    }

    #[test]
    fn events_of_earlier_operations_are_not_told() {
        let mut log = EventLog::after(newest_first(1..4));
        let mut look = Look::default();
        assert_eq!(log.page(&mut look, newest_first(1..6)), Older::AreKnown);
        assert_eq!(numbers(&log.take(look)), [4, 5]);
    }

    #[test]
    fn pages_are_put_together_oldest_first_and_each_event_is_told_once() {
        let mut log = EventLog::default();
        let mut look = Look::default();
        assert_eq!(log.page(&mut look, newest_first(4..7)), Older::MayBeNew);
        // Event 7 came in between: the second page begins with what the first one ended with.
        assert_eq!(log.page(&mut look, newest_first(1..5)), Older::MayBeNew);
        assert_eq!(numbers(&log.take(look)), [1, 2, 3, 4, 5, 6]);
        let mut again = Look::default();
        assert_eq!(log.page(&mut again, newest_first(1..8)), Older::AreKnown);
        assert_eq!(numbers(&log.take(again)), [7]);
        assert_eq!(log.resources_done(), 7);
    }

    #[test]
    fn the_first_failure_comes_first() {
        let mut log = EventLog::default();
        let failed = |number, reason: &str| Event {
            status: "CREATE_FAILED".into(),
            reason: Some(reason.into()),
            ..event(number)
        };
        let mut look = Look::default();
        log.page(
            &mut look,
            vec![failed(3, "Resource creation cancelled"), failed(2, "quota"), failed(1, "name taken")],
        );
        log.take(look);
        assert_eq!(numbers(log.causes()), [1, 2]);
    }
}
