use crate::Dynamic;
use crate::read::Fields;

/// How an [`crate::ItemReader`]'s file is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReaderConfig {
    /// Format of the file; required for `s3:getObject`.
    pub input_type: Option<InputType>,
    /// What is done with the objects that `s3:listObjectsV2` finds.
    pub transformation: Option<Transformation>,
    /// CSV: where the names of the columns are.
    pub csv_header_location: Option<CsvHeaderLocation>,
    /// CSV: what parts the columns; default a comma.
    pub csv_delimiter: Option<CsvDelimiter>,
    /// JSON: where the list (or object) is in the file, a JSON Pointer.
    pub items_pointer: Option<String>,
    /// MANIFEST: who wrote it.
    pub manifest_type: Option<ManifestType>,
    /// Most items to read, 0 (all) to 100,000,000.
    pub max_items: Option<Dynamic<u64>>,
}

/// Format of a file of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputType {
    /// Rows of columns.
    Csv,
    /// One list, or one object.
    Json,
    /// One JSON value a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// A list of files.
    Manifest,
}

/// What is done with listed objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transformation {
    /// Each object's metadata is an item.
    None,
    /// Each object is read, and what is in it are items.
    LoadAndFlatten,
}

/// Where the names of a CSV file's columns are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CsvHeaderLocation {
    /// In its first row.
    FirstRow,
    /// In `CSVHeaders`: these.
    Given(Vec<String>),
}

/// What parts the columns of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CsvDelimiter {
    /// `,`
    Comma,
    /// `|`
    Pipe,
    /// `;`
    Semicolon,
    /// A space.
    Space,
    /// A tab.
    Tab,
}

/// Who wrote a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ManifestType {
    /// Amazon Athena's UNLOAD.
    AthenaData,
    /// S3 Inventory.
    S3Inventory,
}

impl InputType {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 5] = [
        ("CSV", Self::Csv),
        ("JSON", Self::Json),
        ("JSONL", Self::Jsonl),
        ("PARQUET", Self::Parquet),
        ("MANIFEST", Self::Manifest),
    ];
}

impl Transformation {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 2] =
        [("NONE", Self::None), ("LOAD_AND_FLATTEN", Self::LoadAndFlatten)];
}

impl CsvDelimiter {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 5] = [
        ("COMMA", Self::Comma),
        ("PIPE", Self::Pipe),
        ("SEMICOLON", Self::Semicolon),
        ("SPACE", Self::Space),
        ("TAB", Self::Tab),
    ];
}

impl ManifestType {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 2] =
        [("ATHENA_DATA", Self::AthenaData), ("S3_INVENTORY", Self::S3Inventory)];
}

impl ReaderConfig {
    /// Largest `MaxItems`.
    pub const MAX_ITEMS: u64 = 100_000_000;

    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        let read = Self {
            input_type: fields.word("InputType", &InputType::ALL),
            transformation: fields.word("Transformation", &Transformation::ALL),
            csv_header_location: CsvHeaderLocation::read(fields),
            csv_delimiter: fields.word("CSVDelimiter", &CsvDelimiter::ALL),
            items_pointer: fields.text("ItemsPointer"),
            manifest_type: fields.word("ManifestType", &ManifestType::ALL),
            max_items: fields.amount("MaxItems", "MaxItemsPath", 0..=Self::MAX_ITEMS),
        };
        fields.finish();
        read
    }
}

impl CsvHeaderLocation {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let headers = fields.texts("CSVHeaders");
        match fields
            .word("CSVHeaderLocation", &[("FIRST_ROW", Self::FirstRow), ("GIVEN", Self::Given(Vec::new()))])?
        {
            Self::FirstRow => Some(Self::FirstRow),
            Self::Given(_) if fields.get("CSVHeaders").is_none() => {
                fields.refuse("The field 'CSVHeaders' is required but was missing")
            }
            Self::Given(_) => headers.map(Self::Given),
        }
    }
}
