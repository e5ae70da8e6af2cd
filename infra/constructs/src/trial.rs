//! What the tests of constructs read: the L1 value.

use serde_json::{Map, Value};

use crate::Stack;

/// The properties of one resource of the stack.
pub(crate) fn properties<'s>(stack: &'s Stack, id: &str) -> &'s Map<String, Value> {
    let resource = stack.template().resources.iter().find(|(logical, _)| logical.as_str() == id);
    &resource.unwrap_or_else(|| panic!("no resource {id}")).1.properties
}
