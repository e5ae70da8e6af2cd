use granit_parser::{Event, Parser, Span};

use super::{Position, Wanted, element};

/// Goes through the first document of a YAML text, as far as it is one; what an alias brings is not looked into.
pub(super) fn walk(text: &str, wanted: &mut Wanted) {
    let mut walker = Walker { open: Vec::new(), place: String::new(), wanted };
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { return };
        if matches!(event, Event::DocumentEnd) {
            return;
        }
        walker.take(&event, &span);
    }
}

/// A list or mapping that is open.
struct Open {
    kind: Kind,
    /// Length of its place.
    length: usize,
}

enum Kind {
    /// With the number of elements so far.
    List(usize),
    /// Whether a key is next.
    Mapping(bool),
}

struct Walker<'w> {
    open: Vec<Open>,
    place: String,
    wanted: &'w mut Wanted,
}

impl Walker<'_> {
    fn take(&mut self, event: &Event<'_>, span: &Span) {
        let start = Position { line: span.start.line(), column: span.start.col() + 1 };
        match event {
            Event::SequenceEnd | Event::MappingEnd => drop(self.open.pop()),
            Event::SequenceStart(..) => {
                self.node(None, start);
                self.open.push(Open { kind: Kind::List(0), length: self.place.len() });
            }
            Event::MappingStart(..) => {
                self.node(None, start);
                self.open.push(Open { kind: Kind::Mapping(true), length: self.place.len() });
            }
            Event::Scalar(text, ..) => self.node(Some(&**text), start),
            Event::Alias(_) => self.node(None, start),
            _ => {}
        }
    }

    /// A key, or a value: the place becomes its.
    fn node(&mut self, scalar: Option<&str>, start: Position) {
        let Some(open) = self.open.last_mut() else { return };
        match &mut open.kind {
            Kind::List(count) => {
                self.place.truncate(open.length);
                element(&mut self.place, *count);
                *count += 1;
                self.wanted.meet(&self.place, start);
            }
            Kind::Mapping(is_key) if *is_key => {
                *is_key = false;
                self.place.truncate(open.length);
                self.place.push('/');
                self.place.push_str(scalar.unwrap_or_default());
                self.wanted.meet(&self.place, start);
            }
            Kind::Mapping(is_key) => *is_key = true,
        }
    }
}
