//! The price list: data, with a date and a source for each price.

mod list;
mod price_id;

pub use list::{InvalidPrices, Prices};
pub use price_id::PriceId;

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;

use crate::{Grouped, Usd};

/// What AWS asks for a unit, and who says so.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Price {
    /// US dollars for `per` units, without taxes.
    pub usd: f64,
    /// For how many units, more than 0.
    pub per: f64,
    /// What a unit is; in the plural where `per` is more than 1.
    pub unit: String,
    /// Where, if not in the list's own region.
    pub region: Option<String>,
    /// The day that the price is of.
    pub date: Date,
    /// Whether the source gives that day, or it is the day of our look; default the first.
    #[serde(default)]
    pub date_of: DateOf,
    /// Where the price was read.
    pub source: String,
    /// Another place that says the same, not of the same people.
    pub also: Option<String>,
    /// For a price that changes with supply and demand: how the number was chosen.
    pub variable: Option<String>,
}

/// What the date of a price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DateOf {
    /// The day that the source gives.
    #[default]
    Source,
    /// The day on which it was looked up in a source without a date.
    Lookup,
}

impl Price {
    /// What so many units cost.
    pub fn of(&self, quantity: f64) -> Usd {
        Usd::new(quantity / self.per * self.usd)
    }
}

/// `0.2 USD per 1,000,000 requests`; every digit of the price.
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { usd, per, unit, .. } = self;
        if *per > 1.0 {
            return write!(f, "{usd} USD per {} {unit}", Grouped(*per));
        }
        write!(f, "{usd} USD per {unit}")
    }
}
