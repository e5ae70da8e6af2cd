use std::time::Duration;

/// What many measurements of one thing are like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Half were not above it.
    pub(crate) median: Duration,
    /// 19 of 20 were not above it.
    pub(crate) p95: Duration,
}

impl Spread {
    /// Of these measurements; the nearest rank is taken. `None` of none.
    pub(crate) fn of(mut measured: Vec<Duration>) -> Option<Self> {
        measured.sort_unstable();
        let rank =
            |percent: usize| measured.get((measured.len() * percent).div_ceil(100).max(1) - 1).copied();
        Some(Self { median: rank(50)?, p95: rank(95)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_counted_from_the_smallest() {
        let measured = (1..=20).rev().map(Duration::from_millis).collect();
        let spread = Spread::of(measured).unwrap();
        assert_eq!((spread.median, spread.p95), (Duration::from_millis(10), Duration::from_millis(19)));
        let one = Spread::of(vec![Duration::from_millis(7)]).unwrap();
        assert_eq!((one.median, one.p95), (Duration::from_millis(7), Duration::from_millis(7)));
        assert_eq!(Spread::of(vec![]), None);
    }
}
