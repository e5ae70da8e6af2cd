use serde_json::Value;

use super::{Outcome, Refusal, array_of, integer_of};

/// `States.ArrayGetItem(array, index)`: the element at this position, from 0.
pub(super) fn array_get_item(arguments: &[Value]) -> Outcome {
    let (items, index) = (array_of(arguments, 0)?, integer_of(arguments, 1)?);
    let item = usize::try_from(index).ok().and_then(|index| items.get(index));
    item.cloned().ok_or_else(|| {
        Refusal(format!("index {index} is outside of the array, which has {} elements", items.len()))
    })
}
