use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::decide::Refusal;

/// One page of a list whose keys ascend; a token names the list and the last key of the page before.
#[derive(Debug)]
pub(super) struct Page<'l> {
    list: &'l str,
    most: usize,
    after: Option<String>,
}

impl<'l> Page<'l> {
    /// The page that is asked for, of up to `limit` items.
    ///
    /// # Errors
    /// When the token is none of this list, or less than one item is asked for.
    pub(super) fn of(
        list: &'l str,
        (max_results, limit): (Option<i64>, usize),
        token: Option<&str>,
    ) -> Result<Self, Refusal> {
        let most = match max_results {
            None => limit,
            Some(most @ 1..) => usize::try_from(most).unwrap_or(limit).min(limit),
            Some(most) => return Err(Refusal::executing(format!("maxResults {most} should be at least 1"))),
        };
        let after = token.map(|token| last_key(list, token)).transpose()?;
        Ok(Self { list, most, after })
    }

    /// The items of this page, and the token of the next one.
    pub(super) fn cut(&self, items: impl Iterator<Item = (String, Value)>) -> (Vec<Value>, Option<String>) {
        let is_next = |key: &String| self.after.as_ref().is_none_or(|after| key > after);
        let mut rest = items.filter(|(key, _)| is_next(key)).peekable();
        let (mut page, mut last) = (Vec::new(), None);
        while page.len() < self.most
            && let Some((key, item)) = rest.next()
        {
            last = Some(key);
            page.push(item);
        }
        let next = last.filter(|_| rest.peek().is_some());
        (page, next.map(|last| URL_SAFE_NO_PAD.encode(format!("{}\n{last}", self.list))))
    }
}

fn last_key(list: &str, token: &str) -> Result<String, Refusal> {
    let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = text.as_deref().and_then(|text| text.strip_prefix(list)?.strip_prefix('\n').map(str::to_owned));
    key.ok_or_else(|| Refusal::executing("nextToken is not one of this list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end_and_tokens_are_those_of_one_list() {
        let items = || ["a", "b", "c"].map(|key| (key.to_owned(), Value::from(key))).into_iter();
        let (page, next) = Page::of("l", (Some(2), 100), None).unwrap().cut(items());
        assert_eq!(page, ["a", "b"]);
        let (page, end) = Page::of("l", (Some(2), 100), next.as_deref()).unwrap().cut(items());
        assert_eq!((page, end), (vec![Value::from("c")], None));
        for (list, token) in [("m", next.as_deref().unwrap()), ("l", "x"), ("l", "")] {
            assert!(Page::of(list, (None, 100), Some(token)).is_err(), "{list} {token}");
        }
        assert!(Page::of("l", (Some(0), 100), None).is_err());
    }
}
