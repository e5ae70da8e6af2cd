use std::fmt;

/// A quantity as a person reads it: `30,000`, `0.144`, `1,205.3`. Whole numbers are whole; others have three significant
/// digits where they are small and one decimal where they are large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grouped(pub f64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = digits(self.0);
        let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
        f.pad(&format!("{}{rest}", in_thousands(whole)))
    }
}

fn digits(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 10_000.0 {
        return format!("{value:.0}");
    }
    match value.abs() {
        100.0.. => format!("{value:.1}"),
        1.0.. => trimmed(&format!("{value:.2}")),
        0.1.. => trimmed(&format!("{value:.3}")),
        0.001.. => trimmed(&format!("{value:.5}")),
        _ => trimmed(&format!("{value:.10}")),
    }
}

fn trimmed(decimals: &str) -> String {
    decimals.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn in_thousands(whole: &str) -> String {
    let mut grouped = String::with_capacity(whole.len() * 4 / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_as_people_write_them() {
        let table = [
            (0.0, "0"),
            (7.0, "7"),
            (1_000.0, "1,000"),
            (30_000.0, "30,000"),
            (2_100_000.0, "2,100,000"),
            (1_205.31, "1,205.3"),
            (12_051.6, "12,052"),
            (3.5, "3.5"),
            (0.144, "0.144"),
            (0.000_013_333_4, "0.0000133334"),
        ];
        for (value, text) in table {
            assert_eq!(Grouped(value).to_string(), text);
        }
    }
}
