use super::item_reader::read_arguments;
use crate::read::Fields;
use crate::{Resource, Template};

/// Where a Distributed Map writes what its children answered, and in what form.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultWriter {
    /// Where to: with a resource S3, without only the form is set and the result stays in the state's output.
    pub resource: Option<Resource>,
    /// `Bucket` and `Prefix`: `Arguments` (`JSONata`) or `Parameters` (`JSONPath`).
    pub arguments: Option<Template>,
    /// The form.
    pub config: WriterConfig,
}

/// The form of a Distributed Map's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriterConfig {
    /// What of each child is written; default its metadata and output.
    pub transformation: Option<ResultTransformation>,
    /// One list, or a line each; default `JSON`.
    pub output_type: Option<OutputType>,
}

/// What of each child is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultTransformation {
    /// Metadata, input and output.
    None,
    /// The output.
    Compact,
    /// The output, lists of it flattened into one.
    Flatten,
}

/// Format of the files of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputType {
    /// One list.
    Json,
    /// One JSON value a line.
    Jsonl,
}

impl ResultTransformation {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 3] =
        [("NONE", Self::None), ("COMPACT", Self::Compact), ("FLATTEN", Self::Flatten)];
}

impl OutputType {
    /// Each with its name.
    pub(crate) const ALL: [(&str, Self); 2] = [("JSON", Self::Json), ("JSONL", Self::Jsonl)];
}

impl ResultWriter {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let resource = fields.parsed("Resource");
        let arguments = read_arguments(fields);
        let config =
            fields.object("WriterConfig").map(|config| WriterConfig::read(&config)).unwrap_or_default();
        fields.finish();
        if fields.get("Resource").is_none() && fields.get("WriterConfig").is_none() {
            return fields.refuse("one of the fields [Resource, WriterConfig] is required");
        }
        Some(Self { resource, arguments, config })
    }
}

impl WriterConfig {
    fn read(fields: &Fields<'_>) -> Self {
        let read = Self {
            transformation: fields.word("Transformation", &ResultTransformation::ALL),
            output_type: fields.word("OutputType", &OutputType::ALL),
        };
        fields.finish();
        read
    }
}
