use super::Refusal;

/// vCPUs, such as `2`, `0.25` or, on Kubernetes, `500m`, in thousandths.
///
/// # Errors
/// When it is no such number, or not more than 0.
pub(crate) fn millicpus(text: &str) -> Result<u32, Refusal> {
    let read = || match text.strip_suffix('m') {
        Some(thousandths) => thousandths.parse().ok(),
        None => thousandths(text),
    };
    read().filter(|found| *found > 0).ok_or_else(|| {
        Refusal::executing(format!("vCPU {text:?} should be a number of vCPUs above 0, such as 2 or 0.25"))
    })
}

/// A decimal number with up to three digits after its point, in thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !is_number(whole) || !is_number(part) {
        return None;
    }
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(format!("{part:0<3}").parse().ok()?)
}

/// A whole number above 0.
pub(crate) fn positive(name: &str, text: &str) -> Result<u64, Refusal> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| Refusal::executing(format!("{name} {text:?} should be a whole number above 0")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vcpus_are_counted_in_thousandths() {
        for (text, found) in
            [("2", Some(2_000)), ("0.25", Some(250)), ("500m", Some(500)), ("1.5", Some(1_500))]
        {
            assert_eq!(millicpus(text).ok(), found, "{text}");
        }
        for text in ["", "0", "-1", "+1", "1.0001", "a", "1e3", "m", "99999999999", "0.0", "."] {
            assert!(millicpus(text).is_err(), "{text}");
        }
    }
}
