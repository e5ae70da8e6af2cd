use super::text_rule::text_rule;

text_rule! {
    /// Name of a time zone of the IANA database, such as `Europe/Madrid`; EventBridge Scheduler knows which exist.
    TimeZoneName,
    |text: &str| format!("{text:?} is not a time zone, a name of the IANA database such as Europe/Madrid or UTC is"),
    |text| {
        !text.is_empty()
            && text.len() <= 50
            && text.split('/').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic())
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
            })
    }
}

impl Default for TimeZoneName {
    fn default() -> Self {
        Self("UTC".into())
    }
}
