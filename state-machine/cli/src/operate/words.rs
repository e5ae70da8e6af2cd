//! Numbers and moments as people read them.

use apoyo_cost::Grouped;
use apoyo_operate::PhotoCounts;
use jiff::{SignedDuration, Timestamp};

/// `1,234`.
#[expect(clippy::cast_precision_loss, reason = "a count of photos is far below 2^53")]
pub(super) fn count(number: u64) -> String {
    Grouped(number as f64).to_string()
}

/// `1 photo`, `1,234 photos`.
pub(super) fn photos(number: u64) -> String {
    if number == 1 { "1 photo".to_owned() } else { format!("{} photos", count(number)) }
}

/// `2026-11-21 10:24:45Z`.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `0.4 s`, `3 min 12 s`, `2 h 5 min`, `3 d 4 h`.
pub(super) fn lasted(from: Timestamp, to: Timestamp) -> String {
    let took = to.duration_since(from).max(SignedDuration::ZERO);
    let seconds = took.as_secs();
    match seconds {
        ..60 => format!("{seconds}.{} s", took.subsec_millis() / 100),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3_600 % 24),
    }
}

/// `24 listed = 7 kept + 5 review + 12 trash + 0 taken + 0 failed`; what is unaccounted for is never left out.
pub(super) fn equation(counts: &PhotoCounts) -> String {
    let PhotoCounts { listed, kept, review, trash, taken, failed, unaccounted } = counts;
    let [listed, kept, review, trash, taken, failed] =
        [listed, kept, review, trash, taken, failed].map(|number| count(*number));
    let wrong = match unaccounted {
        0 => String::new(),
        _ => format!(" + {} UNACCOUNTED FOR", count(*unaccounted)),
    };
    format!(
        "{listed} listed = {kept} kept + {review} review + {trash} trash + {taken} taken + {failed} failed{wrong}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_as_people_say_them() {
        let start: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        for (milliseconds, told) in [
            (412, "0.4 s"),
            (192_000, "3 min 12 s"),
            (7_500_000, "2 h 5 min"),
            (273_600_000, "3 d 4 h"),
            (-1, "0.0 s"),
        ] {
            let end = start.checked_add(SignedDuration::from_millis(milliseconds)).unwrap();
            assert_eq!(lasted(start, end), told);
        }
    }

    #[test]
    fn the_equation_says_what_is_unaccounted_for() {
        let counts = PhotoCounts { listed: 1_200, kept: 1_199, unaccounted: 1, ..PhotoCounts::default() };
        let told = equation(&counts);
        assert!(
            told.starts_with("1,200 listed = 1,199 kept") && told.ends_with("+ 1 UNACCOUNTED FOR"),
            "{told}"
        );
    }
}
