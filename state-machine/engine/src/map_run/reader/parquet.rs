use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::parquet_value::row;
use super::{Item, ItemSource, failed, unreadable};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// Largest footer, and largest group of rows, in bytes. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>.
const LARGEST_FOOTER_BYTES: u32 = 5 << 20;
const LARGEST_ROW_GROUP_BYTES: i64 = 256 << 20;

/// Rows that are read ahead of the Map Run.
const ROWS_AHEAD: usize = 64;

/// A Parquet file: each row an object by the names of the columns.
///
/// Such a file is read from its end, so it is first written to a file without a name, which the system removes when it is
/// closed; memory holds some pages of it. Rows are read by a thread of its own.
pub(super) struct Parquet {
    rows: mpsc::Receiver<Result<Value, Failure>>,
    reading: Option<JoinHandle<()>>,
    source: Arc<str>,
}

impl Parquet {
    pub(super) async fn open(bytes: ByteStream, source: Arc<str>) -> Result<Self, Failure> {
        let file = spooled(bytes).await?;
        let (sender, rows) = mpsc::channel(ROWS_AHEAD);
        let reading = tokio::task::spawn_blocking(move || {
            if let Err(failure) = read(file, &sender) {
                // Whoever waits for no more rows waits for no failure either.
                let _ = sender.blocking_send(Err(failure));
            }
        });
        Ok(Self { rows, reading: Some(reading), source })
    }
}

#[async_trait]
impl ItemSource for Parquet {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        if let Some(row) = self.rows.recv().await {
            return row.map(|row| Some(Item::element(row, &self.source)));
        }
        match self.reading.take() {
            Some(reading) => reading.await.map(|()| None).map_err(|_| failed("the Parquet file is damaged")),
            None => Ok(None),
        }
    }
}

/// The bytes as a file without a name.
async fn spooled(mut bytes: ByteStream) -> Result<File, Failure> {
    let kept =
        |error: std::io::Error| failed(format!("the Parquet file cannot be kept while it is read: {error}"));
    let mut file = tokio::fs::File::from_std(tempfile::tempfile().map_err(kept)?);
    while let Some(chunk) = bytes.next().await {
        file.write_all(&chunk.map_err(unreadable)?).await.map_err(kept)?;
    }
    file.flush().await.map_err(kept)?;
    Ok(file.into_std().await)
}

/// Hands on every row, until nobody waits for more.
fn read(mut file: File, rows: &mpsc::Sender<Result<Value, Failure>>) -> Result<(), Failure> {
    let damaged = |error: parquet::errors::ParquetError| failed(format!("the file is not Parquet: {error}"));
    check_footer(&mut file)?;
    let reader = SerializedFileReader::new(file).map_err(damaged)?;
    let groups = reader.metadata().row_groups();
    if groups.iter().any(|group| group.total_byte_size() > LARGEST_ROW_GROUP_BYTES) {
        return Err(failed(format!(
            "a row group of a Parquet file has at most {LARGEST_ROW_GROUP_BYTES} bytes"
        )));
    }
    for found in reader {
        if rows.blocking_send(Ok(row(found.map_err(damaged)?))).is_err() {
            break;
        }
    }
    Ok(())
}

/// A file ends with the length of its footer and four letters.
fn check_footer(file: &mut File) -> Result<(), Failure> {
    let mut end = [0; 8];
    let found = file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut end));
    found.map_err(|_| failed("the file is not Parquet: it has fewer than 8 bytes"))?;
    let [a, b, c, d, ..] = end;
    let bytes = u32::from_le_bytes([a, b, c, d]);
    if &end[4..] == b"PAR1" && bytes > LARGEST_FOOTER_BYTES {
        return Err(failed(format!(
            "the footer of a Parquet file has at most {LARGEST_FOOTER_BYTES} bytes, this one {bytes}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use parquet::basic::{Compression, Repetition, Type as Physical};
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use serde_json::json;

    use super::*;
    use crate::objects::{MemoryObjects, ObjectStore};

    /// A file of keys and sizes, 500 rows a group; every tenth row has no size.
    fn file(rows: i64, compression: Compression) -> Vec<u8> {
        let schema = "message photos { required binary key (UTF8); optional int64 size; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        assert_eq!(schema.get_fields()[1].get_physical_type(), Physical::INT64);
        assert_eq!(schema.get_fields()[1].get_basic_info().repetition(), Repetition::OPTIONAL);
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let all: Vec<i64> = (0..rows).collect();
        for rows in all.chunks(500) {
            let mut group = writer.next_row_group().unwrap();
            let keys: Vec<ByteArray> = rows.iter().map(|n| format!("ñ/{n}").as_str().into()).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&keys, None, None).unwrap();
            column.close().unwrap();
            let sizes: Vec<i64> = rows.iter().copied().filter(|n| n % 10 != 0).collect();
            let levels: Vec<i16> = rows.iter().map(|n| i16::from(n % 10 != 0)).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&sizes, Some(&levels), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    async fn read_all(file: Vec<u8>) -> Result<Vec<Value>, Failure> {
        let objects = MemoryObjects::default();
        objects.insert("b", "k", file);
        let mut source = Parquet::open(objects.get("b", "k").await.unwrap(), "S3://b/k".into()).await?;
        let mut items = Vec::new();
        while let Some(item) = source.next().await? {
            items.push(item.into_input());
        }
        assert_eq!(source.next().await?, None);
        Ok(items)
    }

    #[tokio::test]
    async fn each_row_is_an_object_whatever_compressed_it() {
        let gzip = Compression::GZIP(parquet::basic::GzipLevel::default());
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, gzip] {
            let items = read_all(file(1_200, compression)).await.unwrap();
            assert_eq!(items.len(), 1_200);
            assert_eq!(items[0], json!({"key": "ñ/0", "size": null}));
            assert_eq!(items[1_199], json!({"key": "ñ/1199", "size": 1_199}));
        }
        assert!(read_all(file(0, Compression::SNAPPY)).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_file_that_is_cut_or_of_another_kind_fails_the_reader() {
        let whole = file(100, Compression::SNAPPY);
        let huge_footer = [&whole[..whole.len() - 8], &[0xff, 0xff, 0xff, 0x7f], b"PAR1"].concat();
        let cut = whole[..whole.len() / 2].to_vec();
        for (bytes, said) in [
            (Vec::new(), "fewer than 8 bytes"),
            (b"key,size\na,1\n".to_vec(), "not Parquet"),
            (cut, "not Parquet"),
            (huge_footer, "has at most 5242880 bytes"),
        ] {
            let failure = read_all(bytes).await.unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed");
            assert!(failure.cause.as_deref().unwrap().contains(said), "{failure:?}");
        }
    }

    #[tokio::test]
    async fn no_damaged_byte_ends_the_process() {
        let whole = file(20, Compression::SNAPPY);
        for at in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5a;
            // Some bytes are values, which no reader can know to be wrong.
            let _ = read_all(damaged).await;
        }
    }

    #[tokio::test]
    async fn whoever_needs_no_more_rows_ends_the_reading() {
        let objects = MemoryObjects::default();
        objects.insert("b", "k", file(5_000, Compression::SNAPPY));
        let mut source =
            Parquet::open(objects.get("b", "k").await.unwrap(), "S3://b/k".into()).await.unwrap();
        source.next().await.unwrap();
        let reading = source.reading.take().unwrap();
        drop(source);
        reading.await.unwrap();
    }
}
