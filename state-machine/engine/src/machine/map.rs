use std::sync::Arc;

use apoyo_asl::{MachineType, ReaderConfig, WriterConfig};

use super::{Field, FlowId};
use crate::data_flow::Template;
use crate::jsonata::Expression;
use crate::jsonpath::Path;

/// What a `Map` state does.
#[derive(Debug)]
pub struct Map {
    /// `Items`.
    pub items: Items,
    /// `ItemSelector`.
    pub item_selector: Option<Template>,
    /// The flow that each item goes through.
    pub processor: FlowId,
    /// `MaxConcurrency`.
    pub max_concurrency: Option<Field<u64>>,
    /// Inline or distributed.
    pub processing: Processing,
}

/// Where the items come from.
#[derive(Debug)]
pub enum Items {
    /// The state's input.
    Input,
    /// One expression.
    Expression(Expression),
    /// `ItemsPath`.
    Path(Path),
    /// A list that may hold expressions.
    Template(Template),
}

/// Where the items are worked on.
#[derive(Debug)]
pub enum Processing {
    /// In the execution itself.
    Inline,
    /// In child executions.
    Distributed(Box<Distributed>),
}

/// What only a Distributed Map has.
#[derive(Debug)]
pub struct Distributed {
    /// Type of the children.
    pub machine_type: MachineType,
    /// `Label`, or the state's name without what an ARN cannot hold.
    pub label: Arc<str>,
    /// `ItemReader`: its resource, arguments, configuration and `MaxItems`.
    pub reader: Option<Reader>,
    /// `ItemBatcher`.
    pub batcher: Option<Batcher>,
    /// `ToleratedFailureCount`.
    pub tolerated_failure_count: Option<Field<u64>>,
    /// `ToleratedFailurePercentage`.
    pub tolerated_failure_percentage: Option<Field<f64>>,
    /// `ResultWriter`.
    pub writer: Option<Writer>,
}

/// `ItemReader`.
#[derive(Debug)]
pub struct Reader {
    /// `Resource`.
    pub resource: Arc<str>,
    /// `Arguments`.
    pub arguments: Option<Template>,
    /// `ReaderConfig`.
    pub config: ReaderConfig,
    /// `ReaderConfig.MaxItems`.
    pub max_items: Option<Field<u64>>,
}

/// `ItemBatcher`.
#[derive(Debug)]
pub struct Batcher {
    /// `MaxItemsPerBatch`.
    pub max_items: Option<Field<u64>>,
    /// `MaxInputBytesPerBatch`.
    pub max_input_bytes: Option<Field<u64>>,
    /// `BatchInput`.
    pub input: Option<Template>,
}

/// `ResultWriter`.
#[derive(Debug)]
pub struct Writer {
    /// `Arguments`: bucket and prefix; none where results go to the output only.
    pub arguments: Option<Template>,
    /// `WriterConfig`.
    pub config: WriterConfig,
}
