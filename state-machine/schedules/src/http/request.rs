use http::Uri;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::ApiError;

/// A request's parts, decoded.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Pieces of the path, without the empty ones at its ends.
    pub(super) path: Vec<String>,
    query: Vec<(String, String)>,
    pub(super) members: Map<String, Value>,
}

impl Request {
    /// # Errors
    /// `ValidationException` where the path is no text, or the body no JSON object.
    pub(super) fn read(uri: &Uri, body: &[u8]) -> Result<Self, ApiError> {
        let pieces = uri.path().trim_matches('/').split('/').map(decoded);
        let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        Ok(Self {
            path: pieces.collect::<Result<_, _>>()?,
            query: query.collect::<Result<_, ApiError>>()?,
            members: members(body)?,
        })
    }

    /// The first value of a name in the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name in the query.
    pub(super) fn queries<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The token that makes a repeated call the same call.
    pub(super) fn client_token(&self) -> Option<String> {
        self.members.get("ClientToken").and_then(Value::as_str).map(str::to_owned)
    }
}

fn decoded(text: &str) -> Result<String, ApiError> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| {
        ApiError::validation(format!("The request's address holds {text:?}, which is no UTF-8 text."))
    })
}

fn members(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::validation(format!("The request's body is not a JSON object: {error}")))
}
