use std::sync::Arc;

use serde_json::{Map, Value};

use crate::failure::{Failure, error_name};
use crate::history::MapRunPlan;
use crate::payload::{PAYLOAD_LIMIT_BYTES, Payload, bytes_of};

/// Gathers items into the inputs of child executions.
///
/// Without an `ItemBatcher` each item is an input of its own. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html>.
#[derive(Debug)]
pub(super) struct Batcher {
    is_batching: bool,
    max_items: usize,
    max_bytes: usize,
    batch_input: Option<Payload>,
    items: Vec<Value>,
    bytes: usize,
}

/// The input of one child execution.
#[derive(Debug, PartialEq)]
pub(super) struct Batch {
    pub(super) input: Payload,
    pub(super) items: u64,
}

impl Batcher {
    pub(super) fn of(plan: &MapRunPlan) -> Self {
        let limit = |limit: Option<u64>| limit.and_then(|limit| usize::try_from(limit).ok());
        Self {
            is_batching: plan.batched,
            max_items: limit(plan.max_items_per_batch).unwrap_or(usize::MAX),
            max_bytes: limit(plan.max_input_bytes_per_batch)
                .unwrap_or(PAYLOAD_LIMIT_BYTES)
                .min(PAYLOAD_LIMIT_BYTES),
            batch_input: plan.batch_input.clone(),
            items: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes an item; gives back the batch that is complete with or without it.
    pub(super) fn push(&mut self, item: Value) -> Result<Option<Batch>, Failure> {
        let bytes = bytes_of(&item);
        if !self.is_batching {
            return if bytes > PAYLOAD_LIMIT_BYTES {
                Err(too_large(bytes, PAYLOAD_LIMIT_BYTES))
            } else {
                Ok(Some(Batch { input: Arc::new(item), items: 1 }))
            };
        }
        let alone = self.frame_bytes() + bytes;
        if alone > self.max_bytes {
            return Err(too_large(alone, self.max_bytes));
        }
        let with_item = alone + self.bytes + self.items.len();
        let complete = if with_item > self.max_bytes { self.take() } else { None };
        self.bytes += bytes;
        self.items.push(item);
        if complete.is_none() && self.items.len() >= self.max_items {
            return Ok(self.take());
        }
        Ok(complete)
    }

    /// What is left once there are no more items.
    pub(super) fn take(&mut self) -> Option<Batch> {
        if self.items.is_empty() {
            return None;
        }
        let items = std::mem::take(&mut self.items);
        self.bytes = 0;
        let count = items.len() as u64;
        let mut input = Map::new();
        if let Some(batch_input) = &self.batch_input {
            input.insert("BatchInput".into(), (**batch_input).clone());
        }
        input.insert("Items".into(), Value::Array(items));
        Some(Batch { input: Arc::new(Value::Object(input)), items: count })
    }

    /// Bytes of an input without its items.
    fn frame_bytes(&self) -> usize {
        let batch_input =
            self.batch_input.as_ref().map_or(0, |input| r#""BatchInput":,"#.len() + bytes_of(input));
        r#"{"Items":[]}"#.len() + batch_input
    }
}

fn too_large(bytes: usize, most: usize) -> Failure {
    Failure::new(
        error_name::DATA_LIMIT_EXCEEDED,
        format!(
            "an item makes the input of a child execution {bytes} bytes long, at most {most} are allowed"
        ),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn batcher(max_items: Option<u64>, max_bytes: Option<u64>) -> Batcher {
        Batcher::of(&MapRunPlan {
            batched: true,
            max_items_per_batch: max_items,
            max_input_bytes_per_batch: max_bytes,
            batch_input: Some(Arc::new(json!({"model": "ñ"}))),
            ..MapRunPlan::default()
        })
    }

    fn batches(mut filling: Batcher, items: &[Value]) -> Vec<Batch> {
        let mut batches = Vec::new();
        for item in items {
            batches.extend(filling.push(item.clone()).unwrap());
        }
        batches.extend(filling.take());
        batches
    }

    #[test]
    fn batches_hold_at_most_so_many_items() {
        let items: Vec<Value> = (0..7).map(Value::from).collect();
        let batches = batches(batcher(Some(3), None), &items);
        let sizes: Vec<u64> = batches.iter().map(|batch| batch.items).collect();
        assert_eq!(sizes, [3, 3, 1]);
        assert_eq!(*batches[2].input, json!({"BatchInput": {"model": "ñ"}, "Items": [6]}));
    }

    #[test]
    fn an_item_that_fits_no_batch_is_an_error_that_says_so() {
        let failure = batcher(None, Some(60)).push(json!("x".repeat(60))).unwrap_err();
        assert_eq!(failure.name(), error_name::DATA_LIMIT_EXCEEDED);
        assert!(failure.cause.unwrap().contains("at most 60"));
    }

    proptest! {
        #[test]
        fn batches_keep_every_item_in_order_and_within_the_limits(
            lengths in prop::collection::vec(0_usize..40, 0..60),
            max_items in 1_u64..9,
            max_bytes in 100_u64..200,
        ) {
            let items: Vec<Value> = lengths.iter().map(|length| Value::String("é".repeat(length / 2))).collect();
            let batches = batches(batcher(Some(max_items), Some(max_bytes)), &items);
            let mut kept = Vec::new();
            for batch in &batches {
                prop_assert!(bytes_of(&batch.input) as u64 <= max_bytes);
                prop_assert!((1..=max_items).contains(&batch.items));
                kept.extend(batch.input["Items"].as_array().unwrap().clone());
            }
            prop_assert_eq!(kept, items);
        }
    }
}
