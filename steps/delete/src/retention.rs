use std::num::NonZeroU16;

use apoyo_bucket::InvalidEnvironment;

/// How long a discarded photo stays in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// It goes to the trash, and the bucket's lifecycle rule destroys it after this many days.
    Days(NonZeroU16),
    /// It is destroyed at once, and only a receipt remains.
    None,
}

impl Retention {
    /// The variable that holds it, in days.
    pub const VARIABLE: &'static str = "APOYO_TRASH_RETENTION_DAYS";

    /// Days where nothing else is said: long enough that a person back from holidays can still look and undo.
    pub const DEFAULT_DAYS: u16 = 30;

    /// Most days: ten years.
    pub const MAX_DAYS: u16 = 3650;

    /// Reads the value of [`Retention::VARIABLE`].
    ///
    /// # Errors
    /// When it is no whole number of days from 0 to [`Retention::MAX_DAYS`].
    pub fn read(value: Option<String>) -> Result<Self, InvalidEnvironment> {
        let Some(value) = value else { return Ok(Self::default()) };
        match value.parse::<u16>() {
            Ok(days) if days <= Self::MAX_DAYS => Ok(NonZeroU16::new(days).map_or(Self::None, Self::Days)),
            _ => Err(InvalidEnvironment::Value {
                name: Self::VARIABLE,
                value,
                allowed: "a whole number of days from 0 (destroy at once) to 3650",
            }),
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self::Days(NonZeroU16::new(Self::DEFAULT_DAYS).expect("30 is not 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_limited() {
        assert_eq!(Retention::read(None).unwrap(), Retention::default());
        assert_eq!(Retention::read(Some("0".into())).unwrap(), Retention::None);
        for bad in ["-1", "3651", "", "30 days"] {
            let refused = Retention::read(Some(bad.into())).unwrap_err();
            assert!(refused.to_string().contains("APOYO_TRASH_RETENTION_DAYS"), "{refused}");
        }
    }
}
