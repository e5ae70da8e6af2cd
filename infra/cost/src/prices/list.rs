use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Price, PriceId};

/// A price list in which every price is there once and makes sense.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    region: String,
    prices: BTreeMap<PriceId, Price>,
}

/// Why a text is no price list.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPrices {
    /// It is no YAML, or not of the right shape.
    #[error("the price list cannot be read: {0}")]
    Shape(String),
    /// A price is missing.
    #[error("the price list has no {id:?}")]
    Missing {
        /// Which one.
        id: PriceId,
    },
    /// A number makes no sense.
    #[error("price {id:?}: {field} is {found}, {allowed} is allowed")]
    Number {
        /// Which price.
        id: PriceId,
        /// Which of its fields.
        field: &'static str,
        /// What was found.
        found: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A source cannot be followed.
    #[error("price {id:?}: source {found:?} is no address that begins with https://")]
    Source {
        /// Which price.
        id: PriceId,
        /// What was found.
        found: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    region: String,
    prices: BTreeMap<PriceId, Price>,
}

impl Prices {
    /// The list that is part of this program.
    ///
    /// # Panics
    /// When it makes no sense: a mistake in `prices.yaml`, which the tests read.
    pub fn published() -> Self {
        Self::read(include_str!("../../prices.yaml")).expect("the tests read it")
    }

    /// Reads a list: `prices.yaml` with other numbers, for another region.
    ///
    /// # Errors
    /// When it is no YAML, has a price that is not known or twice, lacks one, or a number or source makes no sense.
    pub fn read(text: &str) -> Result<Self, InvalidPrices> {
        let Document { region, prices } =
            serde_yaml::from_str(text).map_err(|error| InvalidPrices::Shape(error.to_string()))?;
        if let Some(id) = PriceId::ALL.iter().find(|id| !prices.contains_key(id)) {
            return Err(InvalidPrices::Missing { id: *id });
        }
        for (id, price) in &prices {
            checked(*id, price)?;
        }
        Ok(Self { region, prices })
    }

    /// The region of every price that names no other.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A price.
    ///
    /// # Panics
    /// Never: a list that lacks one was refused.
    pub fn price(&self, id: PriceId) -> Price {
        self.prices.get(&id).cloned().expect("a list without it was refused")
    }

    /// The oldest and the newest day of the list; `None` for both where it has no price.
    pub fn dates(&self) -> (Option<Date>, Option<Date>) {
        let days = || self.prices.values().map(|price| price.date);
        (days().min(), days().max())
    }
}

fn checked(id: PriceId, price: &Price) -> Result<(), InvalidPrices> {
    let wrong = |field, found, allowed| Err(InvalidPrices::Number { id, field, found, allowed });
    if !price.usd.is_finite() || price.usd < 0.0 {
        return wrong("usd", price.usd, "a number from 0");
    }
    if !price.per.is_finite() || price.per <= 0.0 {
        return wrong("per", price.per, "a number above 0");
    }
    let sources = [Some(&price.source), price.also.as_ref()];
    match sources.into_iter().flatten().find(|source| !source.starts_with("https://")) {
        Some(found) => Err(InvalidPrices::Source { id, found: found.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("../../prices.yaml");

    fn refused(from: &str, to: &str) -> String {
        assert!(LIST.contains(from), "{from}");
        Prices::read(&LIST.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn the_published_list_is_whole() {
        let prices = Prices::published();
        assert_eq!(prices.region(), "us-east-1");
        assert_eq!(prices.price(PriceId::StateTransitions).of(4_000.0).to_string(), "0.10");
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let table = [
            ("usd: 0.20", "usd: -1", "price LambdaRequests: usd is -1, a number from 0 is allowed"),
            ("usd: 0.20", "usd: .nan", "price LambdaRequests: usd is NaN"),
            ("per: 1000000", "per: 0", "price LambdaRequests: per is 0, a number above 0 is allowed"),
            ("source: https://git", "source: git", "is no address that begins with https://"),
            ("  lambdaArm64:", "  lambdaArm65:", "lambdaArm65"),
            ("date: 2026-05-11", "date: soon", "cannot be read"),
            ("unit: requests", "unite: requests", "unite"),
            ("  lambdaX86:", "  lambdaArm64:", "lambdaArm64"),
        ];
        for (from, to, message) in table {
            assert!(refused(from, to).contains(message), "{to}: {}", refused(from, to));
        }
    }

    #[test]
    fn a_missing_price_is_named() {
        let (before, after) = LIST.split_once("  # Step Functions").unwrap();
        let (head, _) = before.split_once("  lambdaX86:").unwrap();
        let refused = Prices::read(&format!("{head}{after}")).unwrap_err().to_string();
        assert_eq!(refused, "the price list has no LambdaX86");
    }

    #[test]
    fn a_price_that_varies_says_how_its_number_was_chosen() {
        let prices = Prices::published();
        let spot = PriceId::ALL.iter().filter(|id| format!("{id:?}").contains("Spot"));
        assert_eq!(spot.filter(|id| prices.price(**id).variable.is_some()).count(), 6);
    }
}
