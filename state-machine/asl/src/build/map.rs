use super::{Flow, leaving::Shared};
use crate::{
    Catcher, Dynamic, ItemBatcher, ItemProcessor, ItemReader, Items, MachineType, ProcessorKeyword,
    ProcessorMode, ResultWriter, Retrier, State, StateKind, StateName, Template, Transition,
};

/// A Map being built.
#[derive(Debug)]
pub struct Map {
    shared: Shared,
    map: crate::Map,
}

impl Map {
    /// Runs the flow inside the execution for each item.
    pub fn inline(items: impl Into<Template>, flow: Flow) -> Self {
        Self::new(Items::Template(items.into()), ProcessorMode::Inline, flow)
    }

    /// Runs the flow as executions of their own, for each item that the reader reads.
    pub fn distributed(reader: ItemReader, children: MachineType, flow: Flow) -> Self {
        let mut built = Self::new(Items::Input, ProcessorMode::Distributed(children), flow);
        built.map.item_reader = Some(reader);
        built
    }

    fn new(items: Items, mode: ProcessorMode, flow: Flow) -> Self {
        let processor = ItemProcessor { mode, flow: flow.build(), keyword: ProcessorKeyword::ItemProcessor };
        let map = crate::Map {
            items,
            item_reader: None,
            item_selector: None,
            item_batcher: None,
            processor,
            max_concurrency: None,
            tolerated_failure_count: None,
            tolerated_failure_percentage: None,
            result_writer: None,
            label: None,
            retry: Vec::new(),
            catch: Vec::new(),
            transition: Transition::End,
        };
        Self { shared: Shared::default(), map }
    }

    /// Says what it is for.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.shared.comment = Some(comment.into());
        self
    }

    /// The word for it in the ARNs of its runs.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.map.label = Some(label.into());
        self
    }

    /// Hands items over in batches.
    pub fn batcher(mut self, batcher: ItemBatcher) -> Self {
        self.map.item_batcher = Some(batcher);
        self
    }

    /// Gives each child this in place of its item.
    pub fn selector(mut self, selector: impl Into<Template>) -> Self {
        self.map.item_selector = Some(selector.into());
        self
    }

    /// Runs at most this many children at once.
    pub fn max_concurrency(mut self, children: u64) -> Self {
        self.map.max_concurrency = Some(Dynamic::Value(children));
        self
    }

    /// Fails when more than this many items fail.
    pub fn tolerated_failure_count(mut self, items: u64) -> Self {
        self.map.tolerated_failure_count = Some(Dynamic::Value(items));
        self
    }

    /// Writes the results to S3.
    pub fn writer(mut self, writer: ResultWriter) -> Self {
        self.map.result_writer = Some(writer);
        self
    }

    /// Tries again.
    pub fn retry(mut self, retrier: Retrier) -> Self {
        self.map.retry.push(retrier);
        self
    }

    /// Goes elsewhere after an error; catchers are asked in the order in which they are added.
    pub fn catch(mut self, catcher: Catcher) -> Self {
        self.map.catch.push(catcher);
        self
    }

    /// Sets variables.
    pub fn assign(mut self, variables: impl Into<Template>) -> Self {
        self.shared.flow.assign = Some(variables.into());
        self
    }

    /// Answers this.
    pub fn output(mut self, output: impl Into<Template>) -> Self {
        self.shared.set_output(output);
        self
    }

    /// Leads to this state.
    pub fn next(mut self, name: StateName) -> State {
        self.map.transition = Transition::Next(name);
        self.end()
    }

    /// Ends the flow.
    pub fn end(self) -> State {
        self.shared.state(StateKind::Map(Box::new(self.map)))
    }
}
