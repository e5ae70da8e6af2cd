/// Since when that photo waits which waits longest, as an execution found it before it claimed anything.
///
/// What waits are the photos of the waiting folder, and those that an ended execution left in the in-work folder. What
/// an execution that runs has claimed is being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldestWaiting {
    /// It cannot be told: the waiting folder was not listed, or not all of it.
    Unknown,
    /// Nothing waits.
    Nothing,
    /// Since this time.
    Since {
        /// In seconds since 1970.
        unix_seconds: i64,
    },
}

impl OldestWaiting {
    /// Of the times at which all that waits was written, in seconds since 1970.
    pub(crate) fn of(written: impl IntoIterator<Item = i64>) -> Self {
        match written.into_iter().min() {
            Some(unix_seconds) => Self::Since { unix_seconds },
            None => Self::Nothing,
        }
    }
}
