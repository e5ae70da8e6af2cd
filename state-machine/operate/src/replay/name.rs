use apoyo_bucket::short_hash;
use apoyo_photo::ExecutionName;

/// Most characters of a name.
const LONGEST: usize = 80;

/// What comes after the first execution's name.
const SUFFIX: &str = "-replay";

/// The name of an execution's replay: the same each time, so that two people, or `--failed` in a nightly job, start one
/// replay and not two. `night`, `night-replay`, `night-replay-2`.
pub(super) fn of_replay(name: &ExecutionName) -> ExecutionName {
    let (first, turn) = turn_of(name.as_str());
    let suffix = if turn == 1 { SUFFIX.to_owned() } else { format!("{SUFFIX}-{turn}") };
    let room = LONGEST - suffix.len();
    let stem = if first.chars().count() <= room {
        first.to_owned()
    } else {
        // Names of which only the ends differ must not meet.
        let hash = &short_hash(&[first])[..8];
        let kept: String = first.chars().take(room - hash.len() - 1).collect();
        format!("{kept}-{hash}")
    };
    format!("{stem}{suffix}").parse().expect("a name, shortened, with letters and digits after it is a name")
}

/// The first execution's name, and which replay of it comes next.
fn turn_of(name: &str) -> (&str, u64) {
    if let Some(first) = name.strip_suffix(SUFFIX) {
        return if first.is_empty() { (name, 1) } else { (first, 2) };
    }
    let numbered = name.rsplit_once('-').and_then(|(stem, digits)| {
        let first = stem.strip_suffix(SUFFIX).filter(|first| !first.is_empty())?;
        Some((first, digits.parse::<u64>().ok().filter(|turn| *turn >= 2)?.checked_add(1)?))
    });
    numbered.unwrap_or((name, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(name: &str) -> String {
        of_replay(&name.parse().unwrap()).to_string()
    }

    #[test]
    fn replays_are_numbered() {
        for (name, replay) in [
            ("night", "night-replay"),
            ("night-replay", "night-replay-2"),
            ("night-replay-2", "night-replay-3"),
            ("night-replay-x", "night-replay-x-replay"),
            ("night-replay-1", "night-replay-1-replay"),
            ("-replay", "-replay-replay"),
        ] {
            assert_eq!(after(name), replay, "{name}");
        }
    }

    #[test]
    fn long_names_are_shortened_and_stay_apart() {
        let [one, two] = ["a", "b"].map(|end| after(&format!("{}{end}", "ñ".repeat(79))));
        assert_eq!((one.chars().count(), two.chars().count()), (80, 80));
        assert_ne!(one, two);
    }
}
