use std::fmt;
use std::str::FromStr;

/// Which invocations of a state a response is for, counted from 0: `0`, or `1-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Invocations {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl FromStr for Invocations {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let range = match text.split_once('-') {
            Some((first, last)) => number(first).zip(number(last)),
            None => number(text).map(|only| (only, only)),
        };
        match range {
            Some((first, last)) if first <= last => Ok(Self { first, last }),
            _ => Err(format!("{text:?} names no invocations: \"0\" and \"1-3\" do")),
        }
    }
}

impl fmt::Display for Invocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = self;
        if first == last { write!(f, "{first}") } else { write!(f, "{first}-{last}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_or_two_name_invocations() {
        assert_eq!("0".parse(), Ok(Invocations { first: 0, last: 0 }));
        assert_eq!("1-3".parse(), Ok(Invocations { first: 1, last: 3 }));
        for text in ["", "-", "-1", "a", "3-1", "1-", "1-2-3"] {
            assert!(text.parse::<Invocations>().unwrap_err().contains("\"1-3\""), "{text}");
        }
    }
}
