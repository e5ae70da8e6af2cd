use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::ApiError;

/// How long a token of a page is good.
///
/// Source: `nextToken` of the API model: "Each pagination token expires after 24 hours".
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// Items of a page where nothing, or 0, is asked for.
const PAGE_SIZE: usize = 100;

/// A list that is told in pages: the operation and what is listed, so that no token is taken for another list.
#[derive(Debug)]
pub(super) struct Listing {
    scope: String,
    now: Timestamp,
    most: usize,
    after: Option<u64>,
}

impl Listing {
    /// The page that is asked for.
    ///
    /// # Errors
    /// `InvalidToken` where the token is none, of another list, or older than a day.
    pub(super) fn of(
        (operation, subject): (&str, &str),
        (max_results, token): (Option<usize>, Option<&str>),
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let scope = format!("{operation}\n{subject}");
        let most = max_results.filter(|most| *most > 0).unwrap_or(PAGE_SIZE);
        let after = token.map(|token| position(token, &scope, now)).transpose()?;
        Ok(Self { scope, now, most, after })
    }

    /// Position of the last item of the page before.
    pub(super) fn after(&self) -> Option<u64> {
        self.after
    }

    /// Most items of this page.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Takes this page from all items of a list whose positions ascend.
    pub(super) fn ascending(
        &self,
        items: impl Iterator<Item = (u64, Value)>,
    ) -> (Vec<Value>, Option<String>) {
        self.cut(items.filter(|(position, _)| self.after.is_none_or(|after| *position > after)))
    }

    /// Takes this page from all items of a list whose positions descend.
    pub(super) fn descending(
        &self,
        items: impl Iterator<Item = (u64, Value)>,
    ) -> (Vec<Value>, Option<String>) {
        self.cut(items.filter(|(position, _)| self.after.is_none_or(|after| *position < after)))
    }

    /// Takes this page from the items that follow the page before.
    pub(super) fn cut(&self, rest: impl Iterator<Item = (u64, Value)>) -> (Vec<Value>, Option<String>) {
        let mut rest = rest.peekable();
        let mut last = None;
        let mut page = Vec::new();
        while page.len() < self.most
            && let Some((position, item)) = rest.next()
        {
            last = Some(position);
            page.push(item);
        }
        let next = last.filter(|_| rest.peek().is_some()).map(|last| self.token(last));
        (page, next)
    }

    /// The token of the page that follows this position.
    pub(super) fn token(&self, last: u64) -> String {
        let issued = self.now.as_millisecond();
        URL_SAFE_NO_PAD.encode(format!("{last} {issued} {}", proof(&self.scope, last, issued)))
    }
}

/// The position that a token names.
fn position(token: &str, scope: &str, now: Timestamp) -> Result<u64, ApiError> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let [last, issued, given] = text.split(' ').collect::<Vec<_>>()[..] else { return None };
        let (last, issued) = (last.parse().ok()?, issued.parse().ok()?);
        let age = now.duration_since(Timestamp::from_millisecond(issued).ok()?);
        (given == proof(scope, last, issued) && age <= TOKEN_LIFE).then_some(last)
    };
    read().ok_or_else(ApiError::invalid_token)
}

/// What binds a token to its list; it keeps out mistakes, not attackers.
fn proof(scope: &str, last: u64, issued: i64) -> String {
    hex::encode(&Sha256::digest(format!("{scope}\n{last}\n{issued}").as_bytes())[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(subject: &str, token: Option<&str>, at: i64) -> Result<Listing, ApiError> {
        let now = Timestamp::from_second(at).unwrap();
        Listing::of(("ListThings", subject), (Some(2), token), now)
    }

    fn page(token: Option<&str>) -> (Vec<Value>, Option<String>) {
        let items = [3_u64, 5, 8, 9].into_iter().map(|at| (at, Value::from(at)));
        listing("a", token, 0).unwrap().ascending(items)
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let (first, next) = page(None);
        assert_eq!(first, [3, 5]);
        let (second, end) = page(next.as_deref());
        assert_eq!(second, [8, 9]);
        assert_eq!(end, None);
    }

    #[test]
    fn an_item_that_is_gone_moves_no_page() {
        let token = page(None).1.unwrap();
        let left = [3_u64, 8, 9].into_iter().map(|at| (at, Value::from(at)));
        assert_eq!(listing("a", Some(&token), 0).unwrap().ascending(left).0, [8, 9]);
        let down = [9_u64, 8, 3].into_iter().map(|at| (at, Value::from(at)));
        assert_eq!(listing("a", Some(&token), 0).unwrap().descending(down).0, [3]);
    }

    #[test]
    fn a_token_is_good_for_its_own_list_and_a_day() {
        let token = page(None).1.unwrap();
        assert!(listing("a", Some(&token), 24 * 3_600).is_ok());
        for (subject, token, at) in
            [("b", token.as_str(), 0), ("a", &token, 24 * 3_600 + 1), ("a", "x", 0), ("a", "MyAw", 0)]
        {
            assert_eq!(listing(subject, Some(token), at).unwrap_err().code, "InvalidToken", "{subject} {at}");
        }
    }
}
