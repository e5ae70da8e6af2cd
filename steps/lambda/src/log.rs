use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log. Levels by target are enough for a function, and unlike `EnvFilter` they bring no regular expressions
/// into the binary.
pub(crate) fn write_log(wanted: Option<&str>) {
    let lines = tracing_subscriber::fmt::layer().json();
    tracing_subscriber::registry().with(lines).with(levels(wanted)).init();
}

/// What `RUST_LOG` asks for: `info`, or `warn,apoyo_bucket=debug`. What cannot be read is said, and leaves the default: a
/// function must not stop for its log.
fn levels(wanted: Option<&str>) -> Targets {
    let default = || Targets::new().with_default(LevelFilter::ERROR);
    let Some(wanted) = wanted.filter(|text| !text.is_empty()) else { return default() };
    wanted.parse().unwrap_or_else(|error| {
        eprintln!("RUST_LOG is {wanted:?}, which is no list of levels: {error}; errors are logged");
        default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_logged_where_nothing_or_nonsense_is_asked_for() {
        let errors = Targets::new().with_default(LevelFilter::ERROR);
        for wanted in [None, Some(""), Some("apoyo=loud")] {
            assert_eq!(levels(wanted), errors, "{wanted:?}");
        }
    }

    #[test]
    fn levels_are_for_all_targets_or_for_one() {
        assert_eq!(levels(Some("info")), Targets::new().with_default(LevelFilter::INFO));
        let one =
            Targets::new().with_default(LevelFilter::WARN).with_target("apoyo_bucket", LevelFilter::DEBUG);
        assert_eq!(levels(Some("warn,apoyo_bucket=debug")), one);
    }
}
