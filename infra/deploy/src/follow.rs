use crate::error::call;
use crate::{
    Cloud, DeployError, Deployed, Event, EventLog, Look, Notice, Older, Pace, Pause, StackStatus, Standing,
};

/// How an operation on a stack ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// The stack as it is now.
    pub stack: Deployed,
    /// What failed by itself, the first failure first.
    pub causes: Vec<Event>,
}

/// How many looks a stack may be at rest without an event that says so. Events come a little later than the status does,
/// and the status of before may still be told for a moment.
const QUIET_LOOKS: u32 = 10;

impl Ended {
    /// Whether the operation did what was asked.
    pub fn is_success(&self) -> bool {
        self.stack.status.is_success()
    }
}

impl Cloud {
    /// Tells every event of an operation that has begun, until it is over.
    pub(crate) async fn follow(
        &self,
        stack: &str,
        log: &mut EventLog,
        pause: &impl Pause,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Ended, DeployError> {
        let mut pace = Pace::new();
        let (mut quiet, mut over) = (0, false);
        loop {
            let wait = match self.look(stack, log).await {
                Ok((now, events)) => {
                    over |= events.iter().any(says_that_it_is_over);
                    let resources_done = log.resources_done();
                    for event in events {
                        tell(Notice::Happened { event, resources_done });
                    }
                    quiet = if is_at_rest(&now.status) { quiet + 1 } else { 0 };
                    if quiet > 0 && (over || quiet > QUIET_LOOKS) {
                        return Ok(Ended { stack: now, causes: log.causes().to_vec() });
                    }
                    pace.answered()
                }
                Err(error) => {
                    let why = error.to_string();
                    let wait = pace.failed(error)?;
                    tell(Notice::Unanswered { why });
                    wait
                }
            };
            pause.pause(wait).await;
        }
    }

    /// The stack, then what happened before it was as it is.
    async fn look(&self, stack: &str, log: &mut EventLog) -> Result<(Deployed, Vec<Event>), DeployError> {
        let now =
            self.stack(stack).await?.ok_or_else(|| DeployError::Vanished { stack: stack.to_owned() })?;
        let mut look = Look::default();
        let mut next = None;
        loop {
            let (events, older) = self.events(stack, next).await?;
            next = older;
            if log.page(&mut look, events) == Older::AreKnown || next.is_none() {
                return Ok((now, log.take(look)));
            }
        }
    }

    /// The newest events of a stack: those that an operation which begins now comes after.
    pub(crate) async fn newest_events(&self, stack: &str) -> Result<Vec<Event>, DeployError> {
        Ok(self.events(stack, None).await?.0)
    }

    async fn events(
        &self,
        stack: &str,
        next: Option<String>,
    ) -> Result<(Vec<Event>, Option<String>), DeployError> {
        let asked = self.formation.describe_stack_events().stack_name(stack).set_next_token(next);
        let page = asked.send().await.map_err(call("DescribeStackEvents", stack))?;
        let events = page.stack_events.unwrap_or_default().into_iter().map(Event::from).collect();
        Ok((events, page.next_token))
    }
}

fn is_at_rest(status: &StackStatus) -> bool {
    !matches!(status.standing(), Standing::Busy | Standing::Empty)
}

fn says_that_it_is_over(event: &Event) -> bool {
    event.is_of_stack() && is_at_rest(&StackStatus::new(&event.status))
}
