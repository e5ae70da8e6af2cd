use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use serde_json::Value;

use super::{Item, ItemSource, failed, unreadable};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// Longest item, in bytes of JSON.
const LONGEST_ITEM_BYTES: usize = 2 * 1024 * 1024;

/// A JSON file with a list, or an object whose members become `Key` and `Value`: cut into items as its bytes arrive.
pub(super) struct JsonArray {
    bytes: ByteStream,
    chunk: bytes::Bytes,
    at: usize,
    part: Vec<u8>,
    cut: Cut,
    source: Arc<str>,
}

/// Where in the file the reader is.
#[derive(Default)]
struct Cut {
    depth: u32,
    kind: Option<Kind>,
    is_in_string: bool,
    is_escaped: bool,
    is_ended: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    List,
    Object,
}

impl JsonArray {
    pub(super) fn new(bytes: ByteStream, source: Arc<str>) -> Self {
        Self { bytes, chunk: bytes::Bytes::new(), at: 0, part: Vec::new(), cut: Cut::default(), source }
    }

    async fn next_byte(&mut self) -> Result<Option<u8>, Failure> {
        while self.at == self.chunk.len() {
            match self.bytes.next().await {
                Some(chunk) => {
                    self.chunk = chunk.map_err(unreadable)?;
                    self.at = 0;
                }
                None => return Ok(None),
            }
        }
        self.at += 1;
        Ok(Some(self.chunk[self.at - 1]))
    }

    /// The item in the part that was gathered; none where that is empty.
    fn take_part(&mut self) -> Result<Option<Item>, Failure> {
        let part = std::mem::take(&mut self.part);
        if part.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let broken = |error: serde_json::Error| failed(format!("the JSON file has a broken item: {error}"));
        if self.cut.kind == Some(Kind::List) {
            let item = serde_json::from_slice(&part).map_err(broken)?;
            return Ok(Some(Item::element(item, &self.source)));
        }
        let member = [b"{", &*part, b"}"].concat();
        let member: serde_json::Map<String, Value> = serde_json::from_slice(&member).map_err(broken)?;
        Ok(member.into_iter().next().map(|(key, value)| Item::member(key, value, &self.source)))
    }
}

#[async_trait]
impl ItemSource for JsonArray {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        while let Some(byte) = self.next_byte().await? {
            match self.cut.step(byte)? {
                Step::Skip => {}
                Step::Keep if self.part.len() >= LONGEST_ITEM_BYTES => {
                    return Err(failed(format!(
                        "an item is longer than {LONGEST_ITEM_BYTES} bytes, the most that is allowed"
                    )));
                }
                Step::Keep => self.part.push(byte),
                Step::EndOfItem => {
                    if let Some(item) = self.take_part()? {
                        return Ok(Some(item));
                    }
                }
            }
        }
        if self.cut.is_ended {
            Ok(None)
        } else {
            Err(failed("the JSON file ends in the middle of its list of items"))
        }
    }
}

enum Step {
    Skip,
    Keep,
    EndOfItem,
}

impl Cut {
    fn step(&mut self, byte: u8) -> Result<Step, Failure> {
        if self.is_in_string {
            self.is_in_string = self.is_escaped || byte != b'"';
            self.is_escaped = !self.is_escaped && byte == b'\\';
            return Ok(Step::Keep);
        }
        match byte {
            _ if self.is_ended => after_end(byte),
            b'[' | b'{' if self.kind.is_none() => {
                self.kind = Some(if byte == b'[' { Kind::List } else { Kind::Object });
                Ok(Step::Skip)
            }
            _ if self.kind.is_none() => before_begin(byte),
            b'"' => {
                self.is_in_string = true;
                Ok(Step::Keep)
            }
            b'[' | b'{' => {
                self.depth += 1;
                Ok(Step::Keep)
            }
            b']' | b'}' if self.depth > 0 => {
                self.depth -= 1;
                Ok(Step::Keep)
            }
            b']' | b'}' => {
                self.is_ended = true;
                Ok(Step::EndOfItem)
            }
            b',' if self.depth == 0 => Ok(Step::EndOfItem),
            _ => Ok(Step::Keep),
        }
    }
}

fn after_end(byte: u8) -> Result<Step, Failure> {
    if byte.is_ascii_whitespace() {
        Ok(Step::Skip)
    } else {
        Err(failed("the JSON file goes on after its list of items"))
    }
}

fn before_begin(byte: u8) -> Result<Step, Failure> {
    // The three bytes of a byte order mark may come first.
    if byte.is_ascii_whitespace() || [0xEF, 0xBB, 0xBF].contains(&byte) {
        Ok(Step::Skip)
    } else {
        Err(failed("the JSON file does not hold a list or an object of items"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::objects::{MemoryObjects, ObjectStore};

    fn read(text: &str) -> Result<Vec<Value>, Failure> {
        futures::executor::block_on(async {
            let objects = MemoryObjects::default();
            objects.insert("b", "k", text.to_owned());
            let mut source = JsonArray::new(objects.get("b", "k").await.unwrap(), "S3://b/k".into());
            let mut items = Vec::new();
            while let Some(item) = source.next().await? {
                items.push(item.into_input());
            }
            Ok(items)
        })
    }

    #[test]
    fn a_list_is_cut_into_its_items() {
        let items = read(" [ {\"a\": [1, \"],\\\"}\"]}, 2 , \"ñ\\\\\" ]\n").unwrap();
        assert_eq!(items, [json!({"a": [1, "],\"}"]}), json!(2), json!("ñ\\")]);
        assert!(read("[]").unwrap().is_empty());
    }

    #[test]
    fn the_members_of_an_object_are_items() {
        assert_eq!(
            read("{\"a\": 1, \"b\": []}").unwrap(),
            [json!({"Key": "a", "Value": 1}), json!({"Key": "b", "Value": []})]
        );
    }

    #[test]
    fn a_file_that_is_cut_or_holds_something_else_fails_the_reader() {
        for text in ["", "[1, 2", "[1, 2] 3", "7", "[1, {\"a\"]", "[\"a"] {
            let failure = read(text).unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed", "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_list_of_texts_and_numbers_is_read_whole(items in prop::collection::vec((".{0,9}", any::<i32>()), 0..9)) {
            let items: Vec<Value> = items.into_iter().map(|(text, number)| json!({text: [number]})).collect();
            prop_assert_eq!(read(&json!(items).to_string()).unwrap(), items);
        }
    }
}
