use super::text_rule::text_rule;

text_rule! {
    /// Name of the stack: 1 to 40 lower-case letters, digits and `-`, beginning with a letter. Names of functions and
    /// queues begin with it, and the longest of them must stay under 64 characters.
    StackName,
    |text: &str| format!(
        "stack name {text:?} is not allowed, 1 to 40 lower-case letters, digits and \"-\" are, beginning with a letter"
    ),
    |text| {
        (1..=40).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    }
}

impl Default for StackName {
    fn default() -> Self {
        Self("apoyo".into())
    }
}
