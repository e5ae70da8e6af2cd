use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// An amount of US dollars. It is exact to far below a cent until it is shown: a bill is rounded once, at its end.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Usd(f64);

impl Usd {
    /// No money.
    pub const ZERO: Self = Self(0.0);

    /// So many dollars; what is below zero or no number is nothing, since nobody is paid for sorting photos.
    pub const fn new(dollars: f64) -> Self {
        Self(dollars.max(0.0))
    }

    /// The amount in dollars.
    pub const fn dollars(self) -> f64 {
        self.0
    }
}

/// Dollars and cents, rounded to the nearest cent; what is more than nothing and less than a cent says so.
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0.0 && self.0 < 0.005 {
            return f.pad("<0.01");
        }
        f.pad(&format!("{:.2}", (self.0 * 100.0).round() / 100.0))
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_to_the_nearest_cent_and_never_to_nothing() {
        let table = [
            (0.0, "0.00"),
            (0.000_01, "<0.01"),
            (0.004_999, "<0.01"),
            (0.005, "0.01"),
            (0.014_9, "0.01"),
            (1.005_1, "1.01"),
            (166.44, "166.44"),
        ];
        for (dollars, text) in table {
            assert_eq!(Usd::new(dollars).to_string(), text, "{dollars}");
        }
    }

    #[test]
    fn a_sum_is_rounded_once() {
        let thirds: Usd = std::iter::repeat_n(Usd::new(0.004), 3).sum();
        assert_eq!(thirds.to_string(), "0.01", "three times <0.01 is one cent and a bit");
    }

    #[test]
    fn what_is_no_number_costs_nothing() {
        assert_eq!(Usd::new(f64::NAN), Usd::ZERO);
        assert_eq!(Usd::new(-1.0), Usd::ZERO);
    }
}
