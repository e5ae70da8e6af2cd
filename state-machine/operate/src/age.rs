use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

/// How long ago something may have begun: `30m`, `12h`, `7d`, `2w`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age(SignedDuration);

/// A text that is no age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no length of time, a whole number with m, h, d or w is, such as 12h or 7d")]
pub struct InvalidAge {
    /// The text found.
    pub text: String,
}

impl Age {
    /// The moment so long before `now`; the beginning of time where there is none so early.
    pub fn before(self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.0).unwrap_or(Timestamp::MIN)
    }

    /// So many days.
    pub const fn days(days: u16) -> Self {
        Self(SignedDuration::from_hours(24 * days as i64))
    }
}

impl FromStr for Age {
    type Err = InvalidAge;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || InvalidAge { text: text.to_owned() };
        let last = text.chars().next_back().ok_or_else(refused)?;
        let minutes: i64 = match last {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            'w' => 7 * 24 * 60,
            _ => return Err(refused()),
        };
        let number = &text[..text.len() - last.len_utf8()];
        let number: u32 = number.parse().map_err(|_| refused())?;
        Ok(Self(SignedDuration::from_mins(i64::from(number) * minutes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_whole_numbers_with_a_unit() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        for (text, then) in [
            ("30m", "2026-11-21T11:30:00Z"),
            ("12h", "2026-11-21T00:00:00Z"),
            ("7d", "2026-11-14T12:00:00Z"),
            ("2w", "2026-11-07T12:00:00Z"),
        ] {
            assert_eq!(text.parse::<Age>().unwrap().before(now).to_string(), then, "{text}");
        }
        assert_eq!("4294967295w".parse::<Age>().unwrap().before(now), Timestamp::MIN);
        for bad in ["", "d", "7", "-1d", "1.5h", "7 d", "7é"] {
            let refused = bad.parse::<Age>().unwrap_err().to_string();
            assert!(refused.contains("such as 12h or 7d"), "{refused}");
        }
    }
}
