use std::time::Duration;

use crate::{ConstructId, Days, Queue, QueueProps, Stack};

/// Where events wait for a person that could not be delivered; an alarm watches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetterQueue(Queue);

impl DeadLetterQueue {
    /// The longest that SQS keeps a message: the person may be on holiday.
    const RETENTION: Days = Days(14);

    /// Adds a dead-letter queue; its own policy is written with [`Queue::admit_rules`].
    pub fn define(stack: &mut Stack, id: &ConstructId) -> Self {
        let props = QueueProps {
            retention: Self::RETENTION,
            visibility: Duration::from_secs(30),
            dead_letters: None,
        };
        Self(Queue::define(stack, id, &props))
    }

    /// The queue itself.
    pub fn queue(&self) -> &Queue {
        &self.0
    }
}
