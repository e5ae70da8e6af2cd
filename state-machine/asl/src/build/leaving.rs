use crate::{DataFlow, JsonataFlow, State, StateKind, Template};

/// What every state has: its comment and its data flow.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) comment: Option<String>,
    pub(super) flow: JsonataFlow,
}

impl Shared {
    pub(super) fn state(self, kind: StateKind) -> State {
        State { comment: self.comment, data_flow: DataFlow::Jsonata(self.flow), kind }
    }

    pub(super) fn set_output(&mut self, output: impl Into<Template>) {
        self.flow.output = Some(output.into());
    }
}
