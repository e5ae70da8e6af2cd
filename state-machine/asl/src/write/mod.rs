//! A definition as JSON: fields in one fixed order, so that the same definition is always the same text.

mod definition;
mod map;
mod object;
mod rules;
mod state;
