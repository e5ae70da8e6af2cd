//! The way to S3 and back, on which most faults happen.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::caller::Caller;
use crate::driver::{Driver, Go};
use crate::s3::{Answer, Change, Copied, Operation, Request, Store};
use crate::schedule::Tool;
use crate::world::{Broken, Matter, Reply};
use crate::{Fault, photo, schedule};

/// S3, and what is counted there.
#[derive(Debug)]
pub(crate) struct Network {
    store: Store,
    executions: u64,
}

/// Who waits for a reply, if anybody does.
type Waiter = Option<oneshot::Sender<Reply>>;

/// Faults that a request can meet.
const ON_THE_WAY: [Fault; 10] = [
    Fault::Crash,
    Fault::LostRequest,
    Fault::LostReply,
    Fault::Duplicate,
    Fault::Delay,
    Fault::ServerError,
    Fault::ErrorIn200,
    Fault::Conflict,
    Fault::DamagedCopy,
    Fault::MapIo,
];

/// Longest that a request is late, in milliseconds: over twice as long as the SDK waits for its answer.
const LATEST_MS: u64 = 120_000;

impl Network {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, executions: 0 }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// A number that no execution has had.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.executions += 1;
        self.executions
    }

    /// What a person uploads.
    pub(crate) fn upload(&mut self, request: &Request, tool: Tool, now: Timestamp) -> Option<Change> {
        match tool {
            Tool::InParts => Some(self.store.put_in_parts(request, now)),
            Tool::Modern | Tool::Sha256 => self.store.apply(request, (now, Copied::Whole)).1,
        }
    }
}

/// Copies that come out damaged, at most.
const MOST_DAMAGED_COPIES: u64 = 1;

impl Driver {
    /// Lets a request go on its way.
    pub(crate) fn request(&mut self, (caller, request): (Arc<Caller>, Box<Request>), reply: Waiter) -> Go {
        let fault = self.fault(&caller, &request);
        if let Some(fault) = fault {
            self.tally.met(fault);
        }
        let first = self.dice.chance(500);
        let late_ms = self.world.now_ms() + self.dice.between(1, LATEST_MS);
        match fault {
            None if reply.as_ref().is_some_and(oneshot::Sender::is_closed) => {
                // Its caller has gone: it was on the wire, or was not.
                if first { self.applied((&caller, &request), "for nobody").map(|_| ()) } else { Ok(()) }
            }
            None => {
                let answer = self.applied((&caller, &request), "")?;
                self.reply((&caller, &request), reply, Ok(answer));
                Ok(())
            }
            Some(Fault::Crash) => self.crash((&caller, &request), first),
            Some(Fault::LostRequest) => {
                self.say((&caller, &request), "is lost");
                self.reply((&caller, &request), reply, Err(Broken));
                Ok(())
            }
            Some(Fault::LostReply) => {
                self.applied((&caller, &request), "its reply is lost")?;
                self.reply((&caller, &request), reply, Err(Broken));
                Ok(())
            }
            Some(Fault::Duplicate) => {
                let again =
                    Matter::Request { caller: Arc::clone(&caller), request: request.clone(), reply: None };
                self.world.add(format!("{caller}: {request} again"), late_ms, again);
                let answer = self.applied((&caller, &request), "comes once more later")?;
                self.reply((&caller, &request), reply, Ok(answer));
                Ok(())
            }
            Some(Fault::Delay) => {
                self.say((&caller, &request), "is late");
                let late = Matter::Request { caller: Arc::clone(&caller), request: request.clone(), reply };
                self.world.add(format!("{caller}: {request}"), late_ms, late);
                Ok(())
            }
            Some(Fault::DamagedCopy) => {
                let answer = self.applied_as((&caller, &request), (Copied::Half, "is cut short"))?;
                self.reply((&caller, &request), reply, Ok(answer));
                Ok(())
            }
            Some(refusal) => {
                let answer = self.refused(refusal, (&caller, &request), first)?;
                self.reply((&caller, &request), reply, Ok(answer));
                Ok(())
            }
        }
    }

    /// Kills the caller, behind the request or before it.
    fn crash(&mut self, (caller, request): (&Caller, &Request), is_behind: bool) -> Go {
        if is_behind {
            self.applied((caller, request), "its caller dies behind it")?;
        } else {
            self.say((caller, request), "its caller dies before it");
        }
        if let Some(sandbox) = caller.sandbox {
            self.functions.sandboxes.kill(sandbox);
        }
        Ok(())
    }

    /// What goes wrong with a request.
    fn fault(&mut self, caller: &Caller, request: &Request) -> Option<Fault> {
        let faults = self.faults;
        let is_met = self.dice.chance(self.per_mille);
        let may: Vec<Fault> = ON_THE_WAY
            .into_iter()
            .filter(|fault| faults.has(*fault) && can_meet(*fault, caller, request))
            .filter(|fault| *fault != Fault::DamagedCopy || self.may_damage_a_copy())
            .collect();
        (is_met && !may.is_empty()).then(|| *self.dice.pick(&may))
    }

    /// Each takes one of the three names that a photo tries, and a photo of the same name may have another: behind the third it
    /// stays in work and fails by name, and no execution can end that.
    fn may_damage_a_copy(&self) -> bool {
        self.tally.faults.get(&Fault::DamagedCopy).is_none_or(|met| *met < MOST_DAMAGED_COPIES)
    }

    fn refused(
        &mut self,
        refusal: Fault,
        (caller, request): (&Caller, &Request),
        first: bool,
    ) -> Result<Answer, String> {
        let answer = match refusal {
            Fault::ErrorIn200 => Answer::error(200, "InternalError"),
            Fault::Conflict => Answer::error(409, "ConditionalRequestConflict"),
            _ if first => Answer::error(503, "SlowDown"),
            _ => Answer::error(500, "InternalError"),
        };
        if answer.status == 500 && self.dice.chance(500) {
            self.applied((caller, request), "is done, the answer is 500")?;
        } else {
            self.say((caller, request), &format!("is refused: {refusal}"));
        }
        Ok(answer)
    }

    fn applied(&mut self, sent: (&Caller, &Request), note: &str) -> Result<Answer, String> {
        self.applied_as(sent, (Copied::Whole, note))
    }

    /// Lets S3 do what is asked, and holds what it changed against what is promised.
    fn applied_as(
        &mut self,
        (caller, request): (&Caller, &Request),
        (copied, note): (Copied, &str),
    ) -> Result<Answer, String> {
        let now = self.world.now();
        let (answer, change) = self.network.store.apply(request, (now, copied));
        self.tally.requests += 1;
        self.trace.say(self.world.now_ms(), format_args!("{caller}: {request} -> {} {note}", answer.status));
        if let Some(change) = change {
            self.conservation.changed((caller, request), &change, self.network.store())?;
        }
        self.replace_under_the_hands(request);
        Ok(answer)
    }

    /// Now and then a photo is replaced right when a step has looked at it, or has copied it: between two requests of a
    /// safe move.
    fn replace_under_the_hands(&mut self, request: &Request) {
        let key = match request.operation {
            Operation::HeadObject => request.key.clone(),
            Operation::CopyObject => request.copy_source(),
            _ => return,
        };
        let is_met = self.dice.chance(self.per_mille / 2) && self.faults.has(Fault::Replaced);
        let Some(sub_path) = photo::sub_path(&key).filter(|_| is_met) else { return };
        self.tally.met(Fault::Replaced);
        // Those of the plan have smaller numbers.
        let number = 1000 + usize::try_from(self.tally.requests).unwrap_or_default();
        let upload = schedule::upload((sub_path, number), &mut self.dice);
        self.upload(&upload);
    }

    fn say(&mut self, (caller, request): (&Caller, &Request), what: &str) {
        self.trace.say(self.world.now_ms(), format_args!("{caller}: {request} {what}"));
    }

    fn reply(&mut self, (caller, request): (&Caller, &Request), waiter: Waiter, reply: Reply) {
        let Some(waiter) = waiter else { return };
        let is_photo = request.operation == Operation::GetObject
            && matches!(caller.step.as_str(), "classify" | "worker")
            && self.conservation.is_photo(&request.key);
        let will_look = is_photo && reply.as_ref().is_ok_and(|answer| answer.status == 200);
        if will_look && !waiter.is_closed() {
            self.world.expect_look();
        }
        let _ = waiter.send(reply);
    }
}

fn can_meet(fault: Fault, caller: &Caller, request: &Request) -> bool {
    let is_of_states = caller.sandbox.is_none();
    match fault {
        Fault::MapIo => is_of_states,
        _ if is_of_states => false,
        Fault::ErrorIn200 | Fault::DamagedCopy => request.operation == Operation::CopyObject,
        Fault::Conflict => request.header("if-none-match").is_some(),
        _ => true,
    }
}
