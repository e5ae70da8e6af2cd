use crate::read::Fields;
use crate::{Flow, MachineType};

/// What a Map runs for each item (or batch).
#[derive(Debug, Clone, PartialEq)]
pub struct ItemProcessor {
    /// Where its children run.
    pub mode: ProcessorMode,
    /// The states.
    pub flow: Flow,
    /// Under which field it was written.
    pub keyword: ProcessorKeyword,
}

/// Where a Map's children run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProcessorMode {
    /// Inside the execution; the default.
    #[default]
    Inline,
    /// As executions of their own, of this type.
    Distributed(MachineType),
}

/// Under which field a processor was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProcessorKeyword {
    /// `ItemProcessor`.
    #[default]
    ItemProcessor,
    /// `Iterator`, its old name.
    Iterator,
}

impl ProcessorKeyword {
    /// Name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ItemProcessor => "ItemProcessor",
            Self::Iterator => "Iterator",
        }
    }
}

impl ItemProcessor {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let (keyword, name) = match (fields.get("ItemProcessor"), fields.get("Iterator")) {
            (Some(_), Some(_)) => {
                return fields
                    .refuse("a Map state has either 'ItemProcessor' or 'Iterator', this one has both");
            }
            (Some(_), None) => (ProcessorKeyword::ItemProcessor, "ItemProcessor"),
            (None, Some(_)) => (ProcessorKeyword::Iterator, "Iterator"),
            (None, None) => return fields.refuse("The field 'ItemProcessor' is required but was missing"),
        };
        let inner = fields.object(name)?;
        let mode =
            inner.object("ProcessorConfig").map_or(Some(ProcessorMode::Inline), |config| read_mode(&config));
        let flow = Flow::read(&inner);
        inner.finish();
        Some(Self { mode: mode?, flow: flow?, keyword })
    }
}

fn read_mode(config: &Fields<'_>) -> Option<ProcessorMode> {
    let machine_type = config
        .word("ExecutionType", &[("STANDARD", MachineType::Standard), ("EXPRESS", MachineType::Express)]);
    let distributed = ProcessorMode::Distributed(MachineType::default());
    let mode = config.word("Mode", &[("INLINE", ProcessorMode::Inline), ("DISTRIBUTED", distributed)]);
    config.finish();
    match (mode, machine_type) {
        (Some(ProcessorMode::Distributed(_)), Some(machine_type)) => {
            Some(ProcessorMode::Distributed(machine_type))
        }
        (Some(ProcessorMode::Distributed(_)), None) if config.get("ExecutionType").is_none() => {
            config.refuse("The field 'ExecutionType' is required but was missing")
        }
        (Some(ProcessorMode::Inline), _) => Some(ProcessorMode::Inline),
        (None, _) if config.get("Mode").is_none() => Some(ProcessorMode::Inline),
        (Some(ProcessorMode::Distributed(_)) | None, _) => None,
    }
}
