//! What only a Map has: its items, its processor, and what a Distributed Map reads and writes in S3.

mod item_batcher;
mod item_processor;
mod item_reader;
mod items;
mod reader_config;
mod result_writer;

pub use item_batcher::ItemBatcher;
pub use item_processor::{ItemProcessor, ProcessorKeyword, ProcessorMode};
pub use item_reader::ItemReader;
pub use items::Items;
pub use reader_config::{
    CsvDelimiter, CsvHeaderLocation, InputType, ManifestType, ReaderConfig, Transformation,
};
pub use result_writer::{OutputType, ResultTransformation, ResultWriter, WriterConfig};
