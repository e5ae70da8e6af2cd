//! Where a definition leads, and whether it may run as the type of machine it is meant for.

mod graph;
mod integrations;
mod map_rules;
mod names;
mod service_rules;
mod valid_definition;
mod walk;

pub use valid_definition::ValidDefinition;
