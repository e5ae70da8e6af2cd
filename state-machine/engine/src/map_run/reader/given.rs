use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::{Item, ItemSource};
use crate::failure::Failure;

/// Items that are in memory: the elements of a list, or the members of an object.
pub(super) struct Given {
    items: Members,
    source: Arc<str>,
}

enum Members {
    List(std::vec::IntoIter<Value>),
    Object(serde_json::map::IntoIter),
}

impl Given {
    /// The items in a list or an object; anything else has none.
    pub(super) fn new(items: Value, source: Arc<str>) -> Self {
        let items = match items {
            Value::Array(items) => Members::List(items.into_iter()),
            Value::Object(members) => Members::Object(members.into_iter()),
            _ => Members::List(Vec::new().into_iter()),
        };
        Self { items, source }
    }
}

#[async_trait]
impl ItemSource for Given {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        let source = &self.source;
        Ok(match &mut self.items {
            Members::List(items) => items.next().map(|item| Item::element(item, source)),
            Members::Object(members) => members.next().map(|(key, value)| Item::member(key, value, source)),
        })
    }
}
