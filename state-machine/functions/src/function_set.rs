use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use jiff::SignedDuration;
use serde::de::IgnoredAny;
use tokio::sync::Semaphore;

use crate::address::Address;
use crate::events::Events;
use crate::limits::CONCURRENCY_LIMIT;
use crate::pool::Pool;
use crate::process::Watchdog;
use crate::{
    Answer, Event, FunctionName, Functions, InProcess, InvalidFunction, REQUEST_PAYLOAD_LIMIT_BYTES, Refusal,
    RequestId, Surroundings,
};

/// The functions of the cloud, running. Clones are the same ones; with the last their processes end.
#[derive(Clone)]
pub struct FunctionSet(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    around: Surroundings,
    runners: BTreeMap<FunctionName, Runner>,
    watchdog: Arc<Watchdog>,
    under_way: Semaphore,
    pub(crate) events: Events,
}

/// Who runs a function.
#[derive(Debug)]
pub(crate) enum Runner {
    /// Processes.
    Pool(Box<Pool>),
    /// This process.
    Own(InProcess),
}

/// What came of an invocation.
#[derive(Debug, Clone)]
pub struct Invoked {
    /// Which it was.
    pub id: RequestId,
    /// How it ended.
    pub answer: Answer,
    /// The last 4 KiB of its log.
    pub log_tail: Bytes,
}

/// How often it is looked for environments that nobody needs any more.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl FunctionSet {
    /// Starts to serve these functions, in the tokio runtime that this is called in; goes on with the events of type `Event`
    /// that an earlier process accepted and did not finish.
    ///
    /// # Errors
    /// When a function of this process has the name of another one.
    pub fn start(
        functions: Functions,
        own: Option<InProcess>,
        around: Surroundings,
    ) -> Result<Self, InvalidFunction> {
        let mut runners = BTreeMap::new();
        for function in functions.into_iter() {
            runners.insert(function.name.clone(), Runner::Pool(Box::new(Pool::new(function, &around))));
        }
        for (name, own) in own.into_iter().flat_map(InProcess::each) {
            if runners.insert(name.clone(), Runner::Own(own)).is_some() {
                return Err(InvalidFunction::Twice { name });
            }
        }
        let inner = Arc::new(Inner {
            events: Events::at(around.folder.join("events")),
            around,
            runners,
            watchdog: Arc::new(Watchdog::start()),
            under_way: Semaphore::new(CONCURRENCY_LIMIT),
        });
        tokio::spawn(sweep(Arc::downgrade(&inner)));
        crate::events::go_on(&inner);
        Ok(Self(inner))
    }

    /// Whether there is a function of this name or ARN.
    pub fn has(&self, function: &str) -> bool {
        self.0.find(function).is_ok()
    }

    /// Runs a function, named in any form, with an event, and waits for its end. It goes on where nobody waits any more, as at
    /// Lambda, unless it is a function of this process.
    ///
    /// # Errors
    /// When there is no such function, it may not run now, or the event is none.
    pub async fn invoke(&self, function: &str, event: Event) -> Result<Invoked, Refusal> {
        let name = self.0.find(function)?.clone();
        check(&event, REQUEST_PAYLOAD_LIMIT_BYTES)?;
        self.0.invoke(name, event).await
    }
}

impl Inner {
    pub(crate) fn around(&self) -> &Surroundings {
        &self.around
    }

    pub(crate) fn runners(&self) -> &BTreeMap<FunctionName, Runner> {
        &self.runners
    }

    /// The function that is meant.
    pub(crate) fn find(&self, function: &str) -> Result<&FunctionName, Refusal> {
        let Some(address) = Address::read(function) else {
            return Err(Refusal::NotFound(function.to_owned()));
        };
        self.find_at(&address)
    }

    /// The function at this address.
    pub(crate) fn find_at(&self, address: &Address) -> Result<&FunctionName, Refusal> {
        let realm = &self.around.realm;
        let found = self.runners.get_key_value(address.latest(realm)?).map(|(name, _)| name);
        found.ok_or_else(|| address.not_found(realm))
    }

    /// Runs a function that is there.
    pub(crate) async fn invoke(
        self: &Arc<Self>,
        name: FunctionName,
        event: Event,
    ) -> Result<Invoked, Refusal> {
        let id = event.id.clone();
        let (answer, log_tail) = match self.runners.get(&name) {
            Some(Runner::Own(own)) => (own.invoke(name.as_str(), &event).await?, Bytes::new()),
            Some(Runner::Pool(_)) => self.run_apart(name, event).await?,
            None => return Err(Refusal::NotFound(crate::address::arn(&self.around.realm, name.as_str()))),
        };
        Ok(Invoked { id, answer, log_tail })
    }

    /// Runs a function of processes in a task of its own, which ends with the function and not with who waits for it.
    async fn run_apart(
        self: &Arc<Self>,
        name: FunctionName,
        event: Event,
    ) -> Result<(Answer, Bytes), Refusal> {
        let inner = Arc::clone(self);
        let run = tokio::spawn(async move {
            let refused = Refusal::TooMany { reason: "ConcurrentInvocationLimitExceeded" };
            let _one_of_all = inner.under_way.try_acquire().map_err(|_| refused)?;
            let Some(Runner::Pool(pool)) = inner.runners.get(&name) else {
                return Err(Refusal::Service(format!("function {name} is no process")));
            };
            let (answer, log) = pool.invoke(&event, (&inner.around, &inner.watchdog)).await?;
            Ok((answer, Bytes::copy_from_slice(log.tail())))
        });
        run.await
            .unwrap_or_else(|error| Err(Refusal::Service(format!("the invocation was cut short: {error}"))))
    }
}

/// Whether this can be an event.
///
/// # Errors
/// When it is longer than that, or no JSON.
pub(crate) fn check(event: &Event, limit_bytes: usize) -> Result<(), Refusal> {
    if event.payload.len() > limit_bytes {
        return Err(Refusal::TooLarge { limit_bytes });
    }
    let read: Result<IgnoredAny, _> = serde_json::from_slice(&event.payload);
    read.map(|_| ()).map_err(|error| Refusal::NotJson(error.to_string()))
}

/// Ends what nobody needs, as long as there are functions.
async fn sweep(functions: Weak<Inner>) {
    while let Some(inner) = functions.upgrade() {
        let clock = Arc::clone(&inner.around.clock);
        let now = clock.now();
        for runner in inner.runners.values() {
            if let Runner::Pool(pool) = runner {
                pool.end_idle(now);
            }
        }
        drop(inner);
        clock.sleep_until(now.checked_add(SWEEP_EVERY).unwrap_or(now)).await;
    }
}
