//! The Lambda.
fn main() {}
