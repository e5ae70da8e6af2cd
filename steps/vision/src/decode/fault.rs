use apoyo_photo::Reason;

/// Why bytes are not a photo that we may judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    /// Of a known format, and not clean to the end.
    #[error("{0}")]
    Damaged(String),
    /// Of no format or variant that we read.
    #[error("{0}")]
    Unsupported(String),
    /// Over a limit.
    #[error("{0}")]
    TooLarge(String),
}

impl Fault {
    pub(super) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::Damaged(detail.to_string())
    }

    pub(super) fn unsupported(detail: impl std::fmt::Display) -> Self {
        Self::Unsupported(detail.to_string())
    }
}

impl From<Fault> for Reason {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged(detail) => Self::Damaged { detail },
            Fault::Unsupported(detail) => Self::Unsupported { detail },
            Fault::TooLarge(detail) => Self::TooLarge { detail },
        }
    }
}
