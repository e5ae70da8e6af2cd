use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::BoxFuture;

/// One call that a client makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// S3's name of the operation.
    pub operation: &'static str,
    /// Key, or prefix of a listing.
    pub key: String,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is answered as S3 would.
    None,
    /// It fails and has no effect.
    Before(Failure),
    /// It has its effect, and fails.
    After(Failure),
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// With this status and S3 error code.
    Answer(u16, &'static str),
    /// With this S3 error code in the body of an answer of status 200.
    In200(&'static str),
    /// The connection breaks.
    Lost,
    /// Nothing ever comes: who waits is to be killed.
    Silence,
}

/// What stands before every call of one client.
pub trait Script: Send + Sync + fmt::Debug {
    /// Decides on a call; the call waits for it.
    fn decide(&self, call: Call) -> BoxFuture<'static, Fault>;
}

/// Every call is answered.
#[derive(Debug)]
pub struct NoFaults;

impl Script for NoFaults {
    fn decide(&self, _call: Call) -> BoxFuture<'static, Fault> {
        Box::pin(async { Fault::None })
    }
}

/// One call meets a fault; the others are answered.
#[derive(Debug)]
pub struct At {
    call: usize,
    fault: Fault,
    made: AtomicUsize,
}

impl At {
    /// The call of this number, counted from 0, meets this fault.
    pub fn new(call: usize, fault: Fault) -> Self {
        Self { call, fault, made: AtomicUsize::new(0) }
    }

    /// Calls made so far.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }
}

impl Script for At {
    fn decide(&self, _call: Call) -> BoxFuture<'static, Fault> {
        let fault =
            if self.made.fetch_add(1, Ordering::SeqCst) == self.call { self.fault } else { Fault::None };
        Box::pin(async move { fault })
    }
}
