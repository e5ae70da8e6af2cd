use std::fmt;

use serde::{Deserialize, Serialize};

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Within<const MIN: u16, const MAX: u16>(u16);

/// A number outside its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds {
    value: i64,
    min: u16,
    max: u16,
}

impl<const MIN: u16, const MAX: u16> Within<MIN, MAX> {
    /// A number that the source knows to be inside.
    ///
    /// # Panics
    /// When it is outside; in a constant, that does not compile.
    pub const fn new(value: u16) -> Self {
        assert!(MIN <= value && value <= MAX, "the number is outside its bounds");
        Self(value)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const MIN: u16, const MAX: u16> TryFrom<i64> for Within<MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(value: i64) -> Result<Self, OutOfBounds> {
        match u16::try_from(value) {
            Ok(inside) if (MIN..=MAX).contains(&inside) => Ok(Self(inside)),
            _ => Err(OutOfBounds { value, min: MIN, max: MAX }),
        }
    }
}

impl<const MIN: u16, const MAX: u16> From<Within<MIN, MAX>> for i64 {
    fn from(within: Within<MIN, MAX>) -> Self {
        within.0.into()
    }
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not allowed, {} to {} are", self.value, self.min, self.max)
    }
}
