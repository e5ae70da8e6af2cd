use crate::layout::Point;
use crate::trace::{Outcome, Trace};

/// What is drawn so far.
pub(super) struct Paper<'t> {
    text: String,
    pub(super) trace: Option<&'t Trace>,
}

impl<'t> Paper<'t> {
    pub(super) fn new(trace: Option<&'t Trace>) -> Self {
        Self { text: String::new(), trace }
    }

    pub(super) fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// What `draw` draws, moved to a place.
    pub(super) fn group(&mut self, at: Point, class: &str, draw: impl FnOnce(&mut Self)) {
        let Point { x, y } = at;
        self.put(&format!("<g class=\"{class}\" transform=\"translate({x:.1} {y:.1})\">\n"));
        draw(self);
        self.put("</g>\n");
    }

    /// The class of a state by what became of it; nothing where no execution is shown.
    pub(super) fn class_of(&self, state: &str) -> &'static str {
        match self.trace.map(|trace| trace.state(state)) {
            None => "",
            Some(None) => " unreached",
            Some(Some(progress)) => match progress.outcome() {
                Outcome::Succeeded => " succeeded",
                Outcome::Caught => " caught",
                Outcome::Failed => " failed",
                Outcome::Aborted => " aborted",
                Outcome::InProgress => " progress",
            },
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
