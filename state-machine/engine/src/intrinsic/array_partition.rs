use serde_json::Value;

use super::{Outcome, Refusal, array_of, integer_of};

/// `States.ArrayPartition(array, size)`: lists of at most so many elements.
pub(super) fn array_partition(arguments: &[Value]) -> Outcome {
    let (items, size) = (array_of(arguments, 0)?, integer_of(arguments, 1)?);
    match usize::try_from(size) {
        Ok(size @ 1..) => Ok(items.chunks(size).map(|chunk| Value::from(chunk.to_vec())).collect()),
        _ => Err(Refusal(format!("the chunk size is {size}, a positive integer is needed"))),
    }
}
