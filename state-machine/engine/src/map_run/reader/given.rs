use async_trait::async_trait;
use serde_json::Value;

use super::ItemSource;
use crate::failure::Failure;
use crate::payload::Payload;

/// Items that the `Map` state has itself.
pub(super) struct Given {
    items: Option<Payload>,
    next: usize,
}

impl Given {
    pub(super) fn new(items: Option<Payload>) -> Self {
        Self { items, next: 0 }
    }
}

#[async_trait]
impl ItemSource for Given {
    async fn next(&mut self) -> Result<Option<Value>, Failure> {
        let item = self.items.as_ref().and_then(|items| items.get(self.next)).cloned();
        self.next += 1;
        Ok(item)
    }
}
