//! How a mark's value is written as user metadata, which is printable ASCII.
//!
//! | written | is |
//! |---|---|
//! | `a%20b` | percent-encoded text |
//! | `=w7E` | base64url, where the text is long and shorter so |
//! | `==3.900.cHJvY2VzYW5kby8.` | of the key beside it the bytes from 3 up to 900, with base64url before and after them |

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Encoded: what is not printable ASCII, what a proxy may trim (space), `%` itself, and `=`, which begins the other forms.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'=').add(b'"');

/// Bytes up to which a text is percent-encoded though another form may be shorter: people read it.
const READABLE_BYTES: usize = 200;

/// A text alone.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    let percent: Cow<'_, str> = utf8_percent_encode(text, ENCODED).into();
    let base64_length = 1 + text.len().div_ceil(3) * 4;
    if percent.len() <= READABLE_BYTES || percent.len() <= base64_length {
        return percent;
    }
    format!("={}", URL_SAFE_NO_PAD.encode(text)).into()
}

/// `None` for what we cannot have written.
pub(crate) fn decode(value: &str) -> Option<String> {
    match value.strip_prefix('=') {
        Some(base64) => String::from_utf8(URL_SAFE_NO_PAD.decode(base64).ok()?).ok(),
        None => percent_decode_str(value).decode_utf8().ok().map(Cow::into_owned),
    }
}

/// A key that has most of another one in it: two long ones do not fit beside each other.
pub(crate) fn encode_beside<'t>(text: &'t str, other: &str) -> Cow<'t, str> {
    let alone = encode(text);
    if alone.len() <= READABLE_BYTES {
        return alone;
    }
    let (from, at, length) = longest_in_common(other.as_bytes(), text.as_bytes());
    let (head, rest) = text.as_bytes().split_at(at);
    let [head, tail] = [head, &rest[length..]].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let beside = format!("=={from}.{}.{head}.{tail}", from + length);
    if beside.len() < alone.len() { beside.into() } else { alone }
}

/// What [`encode_beside`] wrote; `None` for what it cannot have written.
pub(crate) fn decode_beside(value: &str, other: Option<&str>) -> Option<String> {
    let Some(parts) = value.strip_prefix("==") else { return decode(value) };
    let mut parts = parts.split('.');
    let (from, to) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let common = other?.as_bytes().get(from..to)?;
    let (head, tail) = (URL_SAFE_NO_PAD.decode(parts.next()?).ok()?, parts.next()?);
    let tail = URL_SAFE_NO_PAD.decode(tail).ok()?;
    String::from_utf8([&head, common, &tail].concat()).ok()
}

/// Where the longest run of bytes that both have begins in `a` and in `b`, and how long it is. Both are keys, of up to 1,024
/// bytes.
fn longest_in_common(a: &[u8], b: &[u8]) -> (usize, usize, usize) {
    let mut best = (0, 0, 0);
    // How long the run is that ends before each byte of `b` and the byte of `a` that was looked at last.
    let mut runs = vec![0; b.len() + 1];
    for (i, byte) in a.iter().enumerate() {
        for j in (0..b.len()).rev() {
            runs[j + 1] = if b[j] == *byte { runs[j] + 1 } else { 0 };
            if runs[j + 1] > best.2 {
                let length = runs[j + 1];
                best = (i + 1 - length, j + 1 - length, length);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_key_survives_as_ascii(text in "\\PC{0,300}|[\u{0}-\u{7f}]{0,50}") {
            let encoded = encode(&text).into_owned();
            prop_assert!(encoded.bytes().all(|b| (0x21..0x7f).contains(&b)), "{encoded}");
            prop_assert_eq!(decode(&encoded), Some(text));
        }

        #[test]
        fn any_key_survives_beside_any_other(text in "[aé/]{0,300}", other in "[aé/]{0,300}") {
            let encoded = encode_beside(&text, &other).into_owned();
            prop_assert!(encoded.bytes().all(|b| (0x21..0x7f).contains(&b)), "{encoded}");
            prop_assert!(encoded.len() <= encode(&text).len());
            prop_assert_eq!(decode_beside(&encoded, Some(&other)), Some(text));
        }

        #[test]
        fn no_value_that_others_write_is_a_panic(value in "={0,2}[0-9.a-zA-Z%_-]{0,40}", other in "é{0,3}") {
            let _ = decode_beside(&value, Some(&other));
            let _ = decode_beside(&value, None);
        }
    }

    #[test]
    fn a_leftovers_key_is_short_beside_the_key_it_came_from() {
        let from = format!("sin procesar/{}.jpg", "ж".repeat(500));
        let listed = format!("procesando/{}~0123456789abcdef.jpg", "ж".repeat(490));
        assert!(encode_beside(&listed, &from).len() < 80);
    }
}
