//! What a request may hold, as data: members, their types and limits, and the service framework's words for what breaks
//! them.
//!
//! Source: the `min`, `max`, `pattern` and `enum` of the service's API model.

mod check;
mod named;
mod shown;

pub(super) use check::check;
pub(super) use named::*;

/// One member of a request or of a structure in it.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) shape: Shape,
}

/// Whether a member must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// What a member may be.
#[derive(Debug)]
pub(super) enum Shape {
    /// Text of so many characters.
    Text { least: usize, most: usize },
    /// Text of so many characters that has a form.
    Form { least: usize, most: usize, pattern: Pattern },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number between these.
    Integer { least: i64, most: i64 },
    /// A number between these.
    Number { least: f64, most: f64 },
    /// `true` or `false`.
    Flag,
    /// A list of so many of these.
    List { items: &'static Shape, least: usize, most: usize },
    /// An object, under the name that it has in the API model.
    Structure(&'static str, &'static [Member]),
}

/// The form of a text.
#[derive(Debug)]
pub(super) struct Pattern {
    /// As the API model writes it.
    pub(super) text: &'static str,
    /// Whether a text has it.
    pub(super) holds: fn(&str) -> bool,
}

/// A member that must be there.
pub(super) const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, presence: Presence::Required, shape }
}

/// A member that may be left out, or `null`.
pub(super) const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, presence: Presence::Optional, shape }
}
