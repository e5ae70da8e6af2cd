//! `*` and `?` in actions, resources and values.

/// Whether a text matches a pattern in which `*` stands for any text and `?` for any one character.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match_from(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

fn match_from(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => (0..=text.len()).any(|skipped| match_from(rest, &text[skipped..])),
        (Some(('?', rest)), Some((_, behind))) => match_from(rest, behind),
        (Some((wanted, rest)), Some((found, behind))) => wanted == found && match_from(rest, behind),
        _ => false,
    }
}

#[test]
fn a_star_is_any_text_and_a_question_mark_one_character() {
    for (pattern, text, expected) in [
        ("a/*", "a/b/c", true),
        ("a/*", "a", false),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("s3:Get*", "s3:GetObject", true),
        ("s3:GetObject", "s3:GetObjectVersion", false),
        ("*", "", true),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
    }
}
