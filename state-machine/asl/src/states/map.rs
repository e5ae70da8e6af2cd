use crate::read::Fields;
use crate::{
    Catcher, Dynamic, ItemBatcher, ItemProcessor, ItemReader, Items, ProcessorMode, QueryLanguage,
    ResultWriter, Retrier, Template, Transition,
};

/// Runs one flow for each item; its result is the list of their outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// Where the items are in the state's input; with an [`ItemReader`] unused or, for `JSONata`, absent.
    pub items: Items,
    /// Distributed: reads the items from S3.
    pub item_reader: Option<ItemReader>,
    /// The input of each child in place of the item; also the old `Parameters`.
    pub item_selector: Option<Template>,
    /// Distributed: hands items over in batches.
    pub item_batcher: Option<ItemBatcher>,
    /// What to run.
    pub processor: ItemProcessor,
    /// Most children at once; default 0, as many as there may be (40 inline, 10,000 distributed).
    pub max_concurrency: Option<Dynamic<u64>>,
    /// Distributed: how many items may fail; default 0.
    pub tolerated_failure_count: Option<Dynamic<u64>>,
    /// Distributed: what share of the items may fail, 0 to 100; default 0.
    pub tolerated_failure_percentage: Option<Dynamic<f64>>,
    /// Distributed: writes the results to S3.
    pub result_writer: Option<ResultWriter>,
    /// Distributed: the word for this Map in the ARNs of its runs, at most 40 characters.
    pub label: Option<String>,
    /// What to try again.
    pub retry: Vec<Retrier>,
    /// Where to go after an error.
    pub catch: Vec<Catcher>,
    /// Where it leads.
    pub transition: Transition,
}

impl Map {
    /// Longest `Label`, in characters.
    pub const MAX_LABEL_CHARACTERS: usize = 40;

    /// Whether it is a Distributed Map.
    pub fn is_distributed(&self) -> bool {
        matches!(self.processor.mode, ProcessorMode::Distributed(_))
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let items = Items::read(fields);
        let item_reader = fields.object("ItemReader").and_then(|fields| ItemReader::read(&fields));
        let item_selector = read_selector(fields);
        let item_batcher = fields.object("ItemBatcher").map(|fields| ItemBatcher::read(&fields));
        let processor = ItemProcessor::read(fields);
        let max_concurrency = fields.amount("MaxConcurrency", "MaxConcurrencyPath", 0..=MANY);
        let tolerated_failure_count =
            fields.amount("ToleratedFailureCount", "ToleratedFailureCountPath", 0..=MANY);
        let tolerated_failure_percentage =
            fields.dynamic("ToleratedFailurePercentage", "ToleratedFailurePercentagePath", |fields, name| {
                fields.decimal(name, 0.0..=100.0)
            });
        let result_writer = fields.object("ResultWriter").and_then(|fields| ResultWriter::read(&fields));
        let label = fields.text("Label");
        let (retry, catch) = (fields.retry(), fields.catch());
        let transition = Transition::read(fields);
        Some(Self {
            items,
            item_reader,
            item_selector,
            item_batcher,
            processor: processor?,
            max_concurrency,
            tolerated_failure_count,
            tolerated_failure_percentage,
            result_writer,
            label,
            retry,
            catch,
            transition: transition?,
        })
    }
}

/// The service gives no upper limit for counts of children and items; this one is beyond any that it can run.
const MANY: u64 = u32::MAX as u64;

fn read_selector(fields: &Fields<'_>) -> Option<Template> {
    let selector = fields.template("ItemSelector");
    match (fields.language(), fields.has("ItemSelector"), fields.has("Parameters")) {
        (QueryLanguage::JsonPath, true, true) => {
            fields.refuse("a Map state has either 'ItemSelector' or 'Parameters', this one has both")
        }
        (QueryLanguage::JsonPath, false, true) => fields.template("Parameters"),
        _ => selector,
    }
}
