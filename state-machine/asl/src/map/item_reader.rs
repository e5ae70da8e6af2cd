use super::ReaderConfig;
use crate::read::Fields;
use crate::{QueryLanguage, Resource, Template};

/// Where a Distributed Map reads its items: `s3:getObject` a file, `s3:listObjectsV2` the objects themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemReader {
    /// What it calls.
    pub resource: Resource,
    /// With what: `Arguments` (`JSONata`) or `Parameters` (`JSONPath`).
    pub arguments: Option<Template>,
    /// How the reply is read.
    pub config: ReaderConfig,
}

impl ItemReader {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let resource = fields.required_parsed("Resource");
        let arguments = read_arguments(fields);
        let config =
            fields.object("ReaderConfig").map(|config| ReaderConfig::read(&config)).unwrap_or_default();
        fields.finish();
        Some(Self { resource: resource?, arguments, config })
    }
}

/// What a reader or writer calls its resource with.
pub(super) fn read_arguments(fields: &Fields<'_>) -> Option<Template> {
    fields.template(match fields.language() {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    })
}
