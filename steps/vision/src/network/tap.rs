use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::BLOCKS;

/// A place in the network whose activations are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tap {
    /// The output of block n, 0 to 15.
    Block(usize),
    /// The activations of block n, 1 to 15, after its expansion.
    Expanded(usize),
}

/// A name that is no tap.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no tap: block0 to block15 and expanded1 to expanded15 are")]
pub struct UnknownTap(String);

impl Tap {
    /// The block that it belongs to.
    pub(crate) const fn block(self) -> usize {
        match self {
            Self::Block(n) | Self::Expanded(n) => n,
        }
    }

    /// How many channels its activations have.
    pub(crate) const fn channels(self) -> usize {
        match self {
            Self::Block(n) => BLOCKS[n].output,
            Self::Expanded(n) => BLOCKS[n].expanded(),
        }
    }
}

impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block(n) => write!(f, "block{n}"),
            Self::Expanded(n) => write!(f, "expanded{n}"),
        }
    }
}

impl FromStr for Tap {
    type Err = UnknownTap;

    fn from_str(name: &str) -> Result<Self, UnknownTap> {
        let number = |digits: &str| digits.parse().ok().filter(|n| *n < BLOCKS.len());
        let tap = match (name.strip_prefix("block"), name.strip_prefix("expanded")) {
            (Some(digits), _) => number(digits).map(Self::Block),
            (_, Some(digits)) => number(digits).filter(|n| *n > 0).map(Self::Expanded),
            _ => None,
        };
        tap.ok_or_else(|| UnknownTap(name.into()))
    }
}

impl TryFrom<String> for Tap {
    type Error = UnknownTap;

    fn try_from(name: String) -> Result<Self, UnknownTap> {
        name.parse()
    }
}

/// How the activations of one channel, over all places of the photo, become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pool {
    /// The mean of all places: what the whole photo looks like.
    Mean,
    /// The mean of the strongest sixteenth of the places: a small pylon still shows.
    Top,
    /// The square root of [`Pool::Top`]: many weak answers weigh more against one that is very strong.
    TopRoot,
}

/// One group of the numbers that the head weighs: one a channel of the tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TapPool {
    /// Where the activations are read.
    #[serde(with = "tap_name")]
    pub tap: Tap,
    /// How they are pooled.
    pub pool: Pool,
}

mod tap_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Tap;

    pub(super) fn serialize<S: Serializer>(tap: &Tap, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(tap)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tap, D::Error> {
        Tap::try_from(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
