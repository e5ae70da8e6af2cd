/// Text as it stands between tags or in an attribute; a character that XML does not allow is shown as �.
///
/// Source: <https://www.w3.org/TR/xml/#charsets>.
pub(super) fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            '\t' | '\n' | '\r' => written.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => written.push('\u{fffd}'),
            _ => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_means_something_to_xml_is_written_as_an_entity() {
        assert_eq!(text("<a b=\"c\" d='e'>&\u{1}"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\u{fffd}");
    }
}
