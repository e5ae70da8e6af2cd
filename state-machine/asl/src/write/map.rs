use serde_json::Value;

use super::object::{Object, word};
use crate::map::ResultTransformation;
use crate::{
    CsvDelimiter, CsvHeaderLocation, InputType, ItemBatcher, ItemProcessor, ItemReader, Items, ManifestType,
    Map, OutputType, ProcessorMode, QueryLanguage, ReaderConfig, ResultWriter, Template, Transformation,
    WriterConfig,
};

impl Map {
    pub(super) fn written(&self, own: QueryLanguage, machine: QueryLanguage) -> Object {
        let items = match &self.items {
            Items::Input => Object::default(),
            Items::Path(path) => Object::default().put("ItemsPath", Some(path.as_str())),
            Items::Template(template) => Object::default().template("Items", Some(template)),
        };
        let keyword = self.processor.keyword.as_str();
        Object::default()
            .put("Label", self.label.clone())
            .append(items)
            .put("ItemReader", self.item_reader.as_ref().map(|reader| reader.to_json(own)))
            .template("ItemSelector", self.item_selector.as_ref())
            .put("ItemBatcher", self.item_batcher.as_ref().map(ItemBatcher::to_json))
            .dynamic(("MaxConcurrency", "MaxConcurrencyPath"), self.max_concurrency.as_ref())
            .dynamic(
                ("ToleratedFailureCount", "ToleratedFailureCountPath"),
                self.tolerated_failure_count.as_ref(),
            )
            .dynamic(
                ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
                self.tolerated_failure_percentage.as_ref(),
            )
            .put(keyword, Some(self.processor.to_json(machine)))
            .put("ResultWriter", self.result_writer.as_ref().map(|writer| writer.to_json(own)))
    }
}

impl ItemProcessor {
    fn to_json(&self, machine: QueryLanguage) -> Value {
        let config = match self.mode {
            ProcessorMode::Inline => Object::default().put("Mode", Some("INLINE")),
            ProcessorMode::Distributed(machine_type) => Object::default()
                .put("Mode", Some("DISTRIBUTED"))
                .put("ExecutionType", Some(machine_type.as_str())),
        };
        Object::default()
            .put("ProcessorConfig", Some(config.done()))
            .append(self.flow.written(machine))
            .done()
    }
}

fn arguments(language: QueryLanguage, template: Option<&Template>) -> Object {
    let name = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    Object::default().template(name, template)
}

impl ItemReader {
    fn to_json(&self, language: QueryLanguage) -> Value {
        let config = (self.config != ReaderConfig::default()).then(|| self.config.to_json());
        Object::default()
            .put("Resource", Some(self.resource.as_str()))
            .append(arguments(language, self.arguments.as_ref()))
            .put("ReaderConfig", config)
            .done()
    }
}

impl ReaderConfig {
    fn to_json(&self) -> Value {
        let headers = match &self.csv_header_location {
            None => Object::default(),
            Some(CsvHeaderLocation::FirstRow) => {
                Object::default().put("CSVHeaderLocation", Some("FIRST_ROW"))
            }
            Some(CsvHeaderLocation::Given(names)) => Object::default()
                .put("CSVHeaderLocation", Some("GIVEN"))
                .put("CSVHeaders", Some(names.clone())),
        };
        Object::default()
            .put("InputType", word(&InputType::ALL, self.input_type.as_ref()))
            .put("Transformation", word(&Transformation::ALL, self.transformation.as_ref()))
            .append(headers)
            .put("CSVDelimiter", word(&CsvDelimiter::ALL, self.csv_delimiter.as_ref()))
            .put("ItemsPointer", self.items_pointer.clone())
            .put("ManifestType", word(&ManifestType::ALL, self.manifest_type.as_ref()))
            .dynamic(("MaxItems", "MaxItemsPath"), self.max_items.as_ref())
            .done()
    }
}

impl ItemBatcher {
    fn to_json(&self) -> Value {
        Object::default()
            .dynamic(("MaxItemsPerBatch", "MaxItemsPerBatchPath"), self.max_items_per_batch.as_ref())
            .dynamic(
                ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
                self.max_input_bytes_per_batch.as_ref(),
            )
            .template("BatchInput", self.batch_input.as_ref())
            .done()
    }
}

impl ResultWriter {
    fn to_json(&self, language: QueryLanguage) -> Value {
        let config = (self.config != WriterConfig::default()).then(|| {
            Object::default()
                .put("Transformation", word(&ResultTransformation::ALL, self.config.transformation.as_ref()))
                .put("OutputType", word(&OutputType::ALL, self.config.output_type.as_ref()))
                .done()
        });
        Object::default()
            .put("Resource", self.resource.as_ref().map(crate::Resource::as_str))
            .append(arguments(language, self.arguments.as_ref()))
            .put("WriterConfig", config)
            .done()
    }
}
