use std::sync::Arc;

use apoyo_asl::{CsvDelimiter, CsvHeaderLocation, ReaderConfig};
use async_trait::async_trait;
use serde_json::{Map, Value};

use super::lines::Lines;
use super::{Item, ItemSource, failed};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// A CSV file: each row an object by the headers; missing cells are empty, surplus ones left out.
pub(super) struct Csv {
    rows: Rows,
    headers: Vec<String>,
    source: Arc<str>,
}

impl Csv {
    pub(super) async fn open(
        bytes: ByteStream,
        config: &ReaderConfig,
        source: Arc<str>,
    ) -> Result<Self, Failure> {
        let mut rows = Rows { lines: Lines::new(bytes), delimiter: delimiter(config.csv_delimiter) };
        let headers = match &config.csv_header_location {
            Some(CsvHeaderLocation::Given(headers)) => headers.clone(),
            Some(CsvHeaderLocation::FirstRow) | None => rows.next().await?.unwrap_or_default(),
        };
        let mut seen = std::collections::HashSet::new();
        if !headers.iter().all(|header| seen.insert(header.as_str())) {
            return Err(failed("CSV headers cannot contain duplicates."));
        }
        Ok(Self { rows, headers, source })
    }
}

#[async_trait]
impl ItemSource for Csv {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        let Some(row) = self.rows.next().await? else { return Ok(None) };
        let cells = row.into_iter().chain(std::iter::repeat(String::new()));
        let item: Map<String, Value> =
            self.headers.iter().cloned().zip(cells).map(|(header, cell)| (header, cell.into())).collect();
        Ok(Some(Item::element(Value::Object(item), &self.source)))
    }
}

fn delimiter(written: Option<CsvDelimiter>) -> char {
    match written {
        Some(CsvDelimiter::Pipe) => '|',
        Some(CsvDelimiter::Semicolon) => ';',
        Some(CsvDelimiter::Space) => ' ',
        Some(CsvDelimiter::Tab) => '\t',
        Some(CsvDelimiter::Comma) | None => ',',
    }
}

struct Rows {
    lines: Lines,
    delimiter: char,
}

impl Rows {
    /// The cells of the next row that is not empty; a quoted cell may hold delimiters, quotes and line ends.
    async fn next(&mut self) -> Result<Option<Vec<String>>, Failure> {
        let Some((number, mut text)) = self.next_filled_line().await? else { return Ok(None) };
        while has_open_quote(&text) {
            let Some((_, more)) = self.lines.next().await? else {
                return Err(failed(format!(
                    "the quoted cell that begins in line {number} of the CSV file has no end"
                )));
            };
            text = text + "\n" + &more;
        }
        Ok(Some(cells(&text, self.delimiter)))
    }

    async fn next_filled_line(&mut self) -> Result<Option<(u64, String)>, Failure> {
        loop {
            match self.lines.next().await? {
                Some((_, line)) if line.is_empty() => {}
                other => return Ok(other),
            }
        }
    }
}

fn has_open_quote(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

fn cells(row: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = row.chars().peekable();
    while let Some(character) = characters.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' if is_quoted || cell.is_empty() => is_quoted = !is_quoted,
            _ if character == delimiter && !is_quoted => cells.push(String::new()),
            _ => cell.push(character),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::objects::{MemoryObjects, ObjectStore};

    async fn read(text: &'static str, config: &ReaderConfig) -> Result<Vec<Value>, Failure> {
        let objects = MemoryObjects::default();
        objects.insert("b", "k", text);
        let mut source = Csv::open(objects.get("b", "k").await.unwrap(), config, "S3://b/k".into()).await?;
        let mut items = Vec::new();
        while let Some(item) = source.next().await? {
            items.push(item.into_input());
        }
        Ok(items)
    }

    #[tokio::test]
    async fn rows_become_objects_by_the_first_row() {
        let items = read("id,name\r\n1,\"a, \"\"b\"\"\nc\"\n2\n\n3,d,surplus\n", &ReaderConfig::default())
            .await
            .unwrap();
        let expected = [
            json!({"id": "1", "name": "a, \"b\"\nc"}),
            json!({"id": "2", "name": ""}),
            json!({"id": "3", "name": "d"}),
        ];
        assert_eq!(items, expected);
    }

    #[tokio::test]
    async fn headers_and_delimiter_can_be_given() {
        let config = ReaderConfig {
            csv_header_location: Some(CsvHeaderLocation::Given(vec!["a".into(), "b".into()])),
            csv_delimiter: Some(CsvDelimiter::Pipe),
            ..ReaderConfig::default()
        };
        assert_eq!(read("1|2", &config).await.unwrap(), [json!({"a": "1", "b": "2"})]);
    }

    #[tokio::test]
    async fn headers_that_are_there_twice_fail_the_reader() {
        let failure = read("a,a\n1,2\n", &ReaderConfig::default()).await.unwrap_err();
        assert_eq!(failure.cause.unwrap(), "CSV headers cannot contain duplicates.");
    }

    #[tokio::test]
    async fn a_quote_without_end_fails_the_reader() {
        let failure = read("a\n\"1\n", &ReaderConfig::default()).await.unwrap_err();
        assert!(failure.cause.unwrap().contains("line 2"));
    }
}
