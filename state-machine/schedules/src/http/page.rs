use super::request::Request;
use crate::ApiError;

/// Most results of one page, and how many it has by default.
const MOST: usize = 100;

/// One page of a list.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub(super) next_token: Option<String>,
}

impl<T> Page<T> {
    /// The page that a request asks for, of items in the order of their keys.
    ///
    /// # Errors
    /// `ValidationException` for a number of results or a token that is none.
    pub(super) fn of(request: &Request, items: Vec<T>, key: impl Fn(&T) -> String) -> Result<Self, ApiError> {
        let most = most(request.query("MaxResults"))?;
        let after = request.query("NextToken").map(after).transpose()?;
        let rest = items.into_iter().filter(|item| after.as_ref().is_none_or(|after| key(item) > *after));
        let mut items: Vec<T> = rest.take(most + 1).collect();
        let has_more = items.len() > most;
        items.truncate(most);
        let next_token = items.last().filter(|_| has_more).map(|last| hex::encode(key(last)));
        Ok(Self { items, next_token })
    }
}

fn most(asked: Option<&str>) -> Result<usize, ApiError> {
    let Some(asked) = asked else { return Ok(MOST) };
    match asked.parse() {
        Ok(most) if (1..=MOST).contains(&most) => Ok(most),
        Ok(0) => {
            let words = "Member must have value greater than or equal to 1";
            Err(ApiError::member("maxResults", asked, words))
        }
        _ => {
            let words = format!("Member must have value less than or equal to {MOST}");
            Err(ApiError::member("maxResults", asked, &words))
        }
    }
}

fn after(token: &str) -> Result<String, ApiError> {
    let text = hex::decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| ApiError::validation("Invalid NextToken."))
}
