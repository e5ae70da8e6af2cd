//! The promise: bytes are in at least one place at every moment, and in exactly one at rest.

use apoyo_bucket::model::{Call, Fault, S3Model, Script};
use futures::future::BoxFuture;

use crate::scene::BYTES;

pub(crate) fn assert_somewhere(model: &S3Model, when: &str) {
    assert!(!model.places_of(BYTES).is_empty(), "the bytes are nowhere {when}");
}

pub(crate) fn assert_at_rest(model: &S3Model, when: &str) {
    assert_eq!(model.places_of(BYTES).len(), 1, "the bytes are at {:?} {when}", model.places_of(BYTES));
}

/// Looks before every call, so that no moment between two calls goes unseen.
#[derive(Debug)]
pub(crate) struct Watched<S> {
    pub(crate) model: S3Model,
    pub(crate) script: S,
}

impl<S: Script> Script for Watched<S> {
    fn decide(&self, call: Call) -> BoxFuture<'static, Fault> {
        assert_somewhere(&self.model, &format!("before {call:?}"));
        self.script.decide(call)
    }
}
