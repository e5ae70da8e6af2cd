/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Photos are decoded.
    Decode,
    /// The network looks at views of them.
    Features,
    /// Heads are fitted, each without one source.
    HeldOut,
    /// A model looks at photos.
    Look,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Units done.
    pub done: usize,
    /// Units in all.
    pub total: usize,
}
