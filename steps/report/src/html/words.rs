use apoyo_photo::{OutcomeKind, Reason};
use jiff::{SignedDuration, Timestamp};

use crate::reconciled::Reconciled;

/// The outcome in the word that CSV and page use.
pub(crate) fn outcome_word(photo: &Reconciled) -> &'static str {
    match photo {
        Reconciled::Unaccounted { .. } => "unaccounted",
        Reconciled::Accounted(outcome) => match outcome.outcome {
            OutcomeKind::Kept => "kept",
            OutcomeKind::Review => "review",
            OutcomeKind::Trash => "trash",
            OutcomeKind::Taken => "taken",
            OutcomeKind::Failed => "failed",
        },
    }
}

/// A reason as a person would say it: what it is, and the decoder's detail.
pub(crate) fn reason(reason: &Reason) -> (&'static str, &str) {
    match reason {
        Reason::Uncertain => ("Uncertain", ""),
        Reason::Damaged { detail } => ("Damaged file", detail),
        Reason::Unsupported { detail } => ("Cannot be read", detail),
        Reason::TooLarge { detail } => ("Too large", detail),
    }
}

/// A count with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, rest) = digits.split_at(first);
    let groups = rest.as_bytes().chunks(3).map(|group| std::str::from_utf8(group).expect("digits are ASCII"));
    let all: Vec<&str> = (!head.is_empty()).then_some(head).into_iter().chain(groups).collect();
    all.join("\u{202f}")
}

/// A moment, to the second, in UTC; the text itself where it is none.
pub(crate) fn moment(text: &str) -> String {
    text.parse::<Timestamp>()
        .map_or_else(|_| text.to_owned(), |at| at.strftime("%-d %B %Y, %H:%M UTC").to_string())
}

/// How long the execution took; `None` where its start cannot be read.
pub(crate) fn duration(started: &str, finished: Timestamp) -> Option<String> {
    let started: Timestamp = started.parse().ok()?;
    let took = finished.duration_since(started).max(SignedDuration::ZERO);
    let (seconds, minutes, hours) = (took.as_secs() % 60, took.as_secs() / 60 % 60, took.as_secs() / 3600);
    Some(match (hours, minutes) {
        (0, 0) => format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100),
        (0, _) => format!("{minutes} min {seconds} s"),
        _ => format!("{hours} h {minutes} min"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times_read_well() {
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!((count(0), count(999), count(1000)), ("0".into(), "999".into(), "1\u{202f}000".into()));
        let finished: Timestamp = "2026-11-21T08:03:12.5Z".parse().unwrap();
        assert_eq!(duration("2026-11-21T08:00:00Z", finished).unwrap(), "3 min 12 s");
        assert_eq!(duration("2026-11-21T08:03:10Z", finished).unwrap(), "2.5 s");
        assert_eq!(duration("yesterday", finished), None);
        assert_eq!(moment("2026-11-21T08:03:12.5Z"), "21 November 2026, 08:03 UTC");
    }
}
