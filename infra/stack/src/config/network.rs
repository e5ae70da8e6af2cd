use apoyo_constructs::{Cidr, Nat};
use serde::{Deserialize, Serialize};

use super::text_rule::text_rule;

/// Where containers of the lane `batch` run; there is no network without that lane.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Private addresses, a block of `/16` to `/24`; default `10.42.0.0/16`.
    pub cidr: CidrText,
    /// `none`: workers have public addresses that nobody is let in to; `single`: private ones behind a NAT gateway, which
    /// costs by the hour; default `none`.
    pub nat: NatChoice,
}

/// How private subnets reach the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NatChoice {
    /// Not at all, but for S3.
    #[default]
    None,
    /// Through one gateway.
    Single,
}

text_rule! {
    /// A block of private addresses.
    CidrText,
    |text: &str| text.parse::<Cidr>().map_or_else(|error| error.to_string(), |cidr| cidr.to_string()),
    |text| text.parse::<Cidr>().is_ok()
}

impl CidrText {
    /// The block.
    pub(crate) fn cidr(&self) -> Cidr {
        self.0.parse().expect("the text was read by the same rule")
    }
}

impl Default for CidrText {
    fn default() -> Self {
        Self("10.42.0.0/16".into())
    }
}

impl NatChoice {
    /// As the constructs have it.
    pub const fn nat(self) -> Nat {
        match self {
            Self::None => Nat::None,
            Self::Single => Nat::Single,
        }
    }
}
