/// Why a call is refused: Batch's `ClientException`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) style: Style,
}

/// How Batch words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is.
    Plain,
    /// `Error executing request, Exception : <message>, RequestId: <id>`: what the service finds wrong with a value.
    Executing,
}

impl Refusal {
    /// Words that stand alone.
    pub(crate) fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), style: Style::Plain }
    }

    /// Words about a value of the request.
    pub(crate) fn executing(message: impl Into<String>) -> Self {
        Self { message: message.into(), style: Style::Executing }
    }

    /// The whole message.
    pub(crate) fn text(&self, request_id: &str) -> String {
        match self.style {
            Style::Plain => self.message.clone(),
            Style::Executing => {
                format!("Error executing request, Exception : {}, RequestId: {request_id}", self.message)
            }
        }
    }
}
