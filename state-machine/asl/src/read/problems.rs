use std::cell::RefCell;

use crate::{Diagnostic, DiagnosticCode, Location};

/// The faults found so far. Reading goes on after a fault, so a person sees all of them at once.
#[derive(Default)]
pub(super) struct Problems(RefCell<Vec<Diagnostic>>);

impl Problems {
    pub(super) fn add(&self, code: DiagnosticCode, message: String, location: Location) {
        self.0.borrow_mut().push(Diagnostic { code, message, location: Some(location) });
    }

    pub(super) fn found(self) -> Vec<Diagnostic> {
        self.0.into_inner()
    }
}
