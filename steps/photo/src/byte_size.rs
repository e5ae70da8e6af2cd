use std::fmt;

/// A number of bytes; shown in decimal units, as file managers and cameras count: `7.3 MB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

const UNITS: [(u64, &str); 4] =
    [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];

impl fmt::Display for ByteSize {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bytes) = *self;
        match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
            Some((unit, name)) => {
                let tenths = bytes / (unit / 10);
                write!(text, "{}.{} {name}", tenths / 10, tenths % 10)
            }
            None => write!(text, "{bytes} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        let told = [0, 999, 1_000, 7_340_000, u64::MAX].map(|bytes| ByteSize(bytes).to_string());
        assert_eq!(told, ["0 bytes", "999 bytes", "1.0 kB", "7.3 MB", "18446744.0 TB"]);
    }
}
