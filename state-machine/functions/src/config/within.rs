use std::fmt;

use serde::{Deserialize, Serialize};

/// A whole number from `LEAST` to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Within<const LEAST: u16, const MOST: u16>(u16);

/// A number outside its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds {
    value: i64,
    least: u16,
    most: u16,
}

impl<const LEAST: u16, const MOST: u16> Within<LEAST, MOST> {
    /// A number that the source knows to be inside.
    ///
    /// # Panics
    /// When it is outside; in a constant, that does not compile.
    pub const fn new(value: u16) -> Self {
        assert!(LEAST <= value && value <= MOST, "the number is outside its bounds");
        Self(value)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const LEAST: u16, const MOST: u16> TryFrom<i64> for Within<LEAST, MOST> {
    type Error = OutOfBounds;

    fn try_from(value: i64) -> Result<Self, OutOfBounds> {
        let inside = u16::try_from(value).ok().filter(|inside| (LEAST..=MOST).contains(inside));
        inside.map(Self).ok_or(OutOfBounds { value, least: LEAST, most: MOST })
    }
}

impl<const LEAST: u16, const MOST: u16> From<Within<LEAST, MOST>> for i64 {
    fn from(within: Within<LEAST, MOST>) -> Self {
        within.0.into()
    }
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not allowed, {} to {} are", self.value, self.least, self.most)
    }
}
