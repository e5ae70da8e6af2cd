//! The `apoyo` command.
fn main() {}
