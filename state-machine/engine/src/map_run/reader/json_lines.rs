use std::sync::Arc;

use async_trait::async_trait;

use super::lines::Lines;
use super::{Item, ItemSource, failed};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// JSON Lines: one item a line; empty lines are passed over.
pub(super) struct JsonLines(Lines, Arc<str>);

impl JsonLines {
    pub(super) fn new(bytes: ByteStream, source: Arc<str>) -> Self {
        Self(Lines::new(bytes), source)
    }
}

#[async_trait]
impl ItemSource for JsonLines {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        while let Some((number, line)) = self.0.next().await? {
            if !line.trim().is_empty() {
                let item = serde_json::from_str(&line).map_err(|error| {
                    failed(format!("line {number} of the JSONL file is not JSON: {error}"))
                })?;
                return Ok(Some(Item::element(item, &self.1)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::objects::{MemoryObjects, ObjectStore};

    async fn read(text: impl Into<bytes::Bytes>) -> Result<Vec<Value>, Failure> {
        let objects = MemoryObjects::default();
        objects.insert("b", "k", text);
        let mut source = JsonLines::new(objects.get("b", "k").await.unwrap(), "S3://b/k".into());
        let mut items = Vec::new();
        while let Some(item) = source.next().await? {
            items.push(item.into_input());
        }
        Ok(items)
    }

    #[tokio::test]
    async fn each_line_is_an_item_however_its_bytes_arrive() {
        let items = read("{\"key\": \"sin procesar/línea.jpg\"}\r\n\n[1,2]\n\"último\"").await.unwrap();
        assert_eq!(items, [json!({"key": "sin procesar/línea.jpg"}), json!([1, 2]), json!("último")]);
        assert!(read("").await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_broken_line_fails_the_reader_and_is_named() {
        for (text, said) in [(&b"1\n{\"a\": \n"[..], "line 2"), (&b"1\n\xff\n"[..], "line 2 is not UTF-8")] {
            let failure = read(text).await.unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed");
            assert!(failure.cause.unwrap().contains(said));
        }
    }
}
