use std::sync::Arc;

use serde_json::{Value, json};

use crate::data_flow::MapItem;

/// One item, as its source gives it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::map_run) struct Item {
    /// The name of the member, where the items are the members of an object.
    key: Option<Arc<str>>,
    value: Value,
    /// Where it is from, as `Map.Item.Source` says it.
    source: Arc<str>,
}

impl Item {
    /// An element of a list, a line, a row or an object of a bucket.
    pub(super) fn element(value: Value, source: &Arc<str>) -> Self {
        Self { key: None, value, source: Arc::clone(source) }
    }

    /// A member of an object.
    pub(super) fn member(key: String, value: Value, source: &Arc<str>) -> Self {
        Self { key: Some(key.into()), value, source: Arc::clone(source) }
    }

    /// What a child gets where there is no `ItemSelector`: the item, or a member's `Key` and `Value`.
    pub(in crate::map_run) fn into_input(self) -> Value {
        match self.key {
            None => self.value,
            Some(key) => json!({"Key": &*key, "Value": self.value}),
        }
    }

    /// What an `ItemSelector` sees.
    pub(in crate::map_run) fn into_map_item(self, index: usize) -> MapItem {
        MapItem { index, key: self.key, value: Arc::new(self.value), source: Some(self.source) }
    }
}
