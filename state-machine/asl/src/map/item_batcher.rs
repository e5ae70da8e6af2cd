use crate::read::Fields;
use crate::{Dynamic, Template};

/// Hands items to a Distributed Map's children in batches: each gets `{"Items": [..], "BatchInput": ..}`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemBatcher {
    /// Most items in a batch, at least 1.
    pub max_items_per_batch: Option<Dynamic<u64>>,
    /// Most bytes in a batch, 1 to 262,144.
    pub max_input_bytes_per_batch: Option<Dynamic<u64>>,
    /// What every batch gets as well.
    pub batch_input: Option<Template>,
}

impl ItemBatcher {
    /// Largest `MaxInputBytesPerBatch`: the payload limit, 256 KiB.
    pub const MAX_INPUT_BYTES: u64 = 262_144;

    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        let read = Self {
            max_items_per_batch: fields.amount(
                "MaxItemsPerBatch",
                "MaxItemsPerBatchPath",
                1..=u64::from(u32::MAX),
            ),
            max_input_bytes_per_batch: fields.amount(
                "MaxInputBytesPerBatch",
                "MaxInputBytesPerBatchPath",
                1..=Self::MAX_INPUT_BYTES,
            ),
            batch_input: fields.template("BatchInput"),
        };
        if read.max_items_per_batch.is_none()
            && read.max_input_bytes_per_batch.is_none()
            && !fields.names().any(|name| name.starts_with("Max"))
        {
            fields.refuse::<()>("one of the fields [MaxItemsPerBatch, MaxInputBytesPerBatch] is required");
        }
        fields.finish();
        read
    }
}
