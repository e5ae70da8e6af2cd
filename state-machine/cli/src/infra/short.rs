use serde_json::Value;

/// Digits of a hash that a person is shown: enough to tell two apart.
const DIGITS: usize = 12;

/// Digits from which on a run of them counts as a hash: SHA-256 has 64.
const HASH: usize = 40;

/// Characters of a value that a person is shown.
const LONGEST: usize = 160;

/// A value in one line, its hashes and itself shortened; the whole of it is in the JSON.
pub(super) fn value(value: &Value) -> String {
    text(&value.to_string())
}

/// A text in one line, its hashes and itself shortened.
pub(crate) fn text(text: &str) -> String {
    let line = hashes(&text.replace('\n', " "));
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// The text with only the first digits of every hash in it.
pub(super) fn hashes(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let shown = if digits >= HASH { DIGITS } else { digits };
        short.push_str(&rest[..shown]);
        if digits >= HASH {
            short.push('…');
        }
        rest = &rest[digits..];
        let next = rest.find(|c: char| c.is_ascii_hexdigit()).unwrap_or(rest.len());
        short.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_are_cut() {
        let key = format!("functions/deadbeef-{}.zip", "ab".repeat(32));
        assert_eq!(hashes(&key), "functions/deadbeef-abababababab….zip");
        assert_eq!(hashes("línea 4"), "línea 4");
        assert_eq!(hashes(""), "");
    }

    #[test]
    fn a_long_value_ends_at_a_character() {
        let long = text(&"ñ".repeat(500));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert_eq!(value(&serde_json::json!({"a": 1})), "{\"a\":1}");
    }
}
