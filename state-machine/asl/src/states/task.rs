use crate::read::Fields;
use crate::{Catcher, Credentials, Dynamic, Resource, Retrier, Transition};

/// Calls something and waits for its reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What it calls.
    pub resource: Resource,
    /// How long it may take.
    pub timing: Timing,
    /// The role to call it in; default the machine's.
    pub credentials: Option<Credentials>,
    /// What to try again.
    pub retry: Vec<Retrier>,
    /// Where to go after an error.
    pub catch: Vec<Catcher>,
    /// Where it leads.
    pub transition: Transition,
}

/// How long a task may take, in whole seconds, each 1 to 99,999,999.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timing {
    /// Longest run; default 99,999,999.
    pub timeout_seconds: Option<Dynamic<u64>>,
    /// Longest silence; default none. Less than the time-out.
    pub heartbeat_seconds: Option<Dynamic<u64>>,
}

impl Timing {
    /// Largest time, and the time-out where none is given.
    pub const MAX_SECONDS: u64 = 99_999_999;

    fn read(fields: &Fields<'_>) -> Self {
        let timing = Self {
            timeout_seconds: fields.amount("TimeoutSeconds", "TimeoutSecondsPath", 1..=Self::MAX_SECONDS),
            heartbeat_seconds: fields.amount(
                "HeartbeatSeconds",
                "HeartbeatSecondsPath",
                1..=Self::MAX_SECONDS,
            ),
        };
        let seconds = |time: &Option<Dynamic<u64>>| time.as_ref().and_then(Dynamic::value).copied();
        if let (Some(timeout), Some(heartbeat)) =
            (seconds(&timing.timeout_seconds), seconds(&timing.heartbeat_seconds))
            && heartbeat >= timeout
        {
            fields.refuse_field::<()>(
                "HeartbeatSeconds",
                format!("The value {heartbeat} must be smaller than TimeoutSeconds {timeout}"),
            );
        }
        timing
    }
}

impl Task {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let resource = fields.required_parsed::<Resource>("Resource");
        let timing = Timing::read(fields);
        let credentials = fields.object("Credentials").and_then(|fields| Credentials::read(&fields));
        let retry = fields.retry();
        let catch = fields.catch();
        let transition = Transition::read(fields);
        Some(Self { resource: resource?, timing, credentials, retry, catch, transition: transition? })
    }
}
