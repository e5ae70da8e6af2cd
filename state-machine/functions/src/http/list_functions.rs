use std::ops::Bound;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::configuration::listed;
use super::named::parameter;
use super::reply::{Reply, document};
use crate::FunctionSet;

/// Most functions of a page, however many are asked for. Source: `MaxItems` of
/// <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>.
const PAGE: usize = 50;

/// Most that may be asked for.
const MOST: usize = 10_000;

/// `ListFunctions`; there is one version of each, so `FunctionVersion=ALL` lists the same.
pub(super) fn answer(functions: &FunctionSet, query: &str) -> Result<Reply, ApiError> {
    let wanted = page_length(parameter(query, "MaxItems"))?;
    let after = parameter(query, "Marker").map(|marker| name_of(&marker)).transpose()?;
    let start = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let mut rest = functions.0.runners().range::<str, _>((start, Bound::Unbounded));
    let page: Vec<_> = rest.by_ref().take(wanted).collect();
    let next = rest.next().and(page.last()).map(|(name, _)| marker_of(name.as_str()));
    let mut answer = Map::new();
    let page = page.into_iter().map(|(name, runner)| Value::Object(listed(&functions.0, name, runner)));
    answer.insert("Functions".into(), page.collect());
    answer.extend(next.map(|next| ("NextMarker".to_owned(), next.into())));
    Ok(document(&answer.into()))
}

fn page_length(wanted: Option<String>) -> Result<usize, ApiError> {
    let Some(wanted) = wanted else { return Ok(PAGE) };
    match wanted.parse::<usize>() {
        Ok(count) if (1..=MOST).contains(&count) => Ok(count.min(PAGE)),
        Ok(0) => Err(ApiError::constraint(
            (&wanted, "maxItems"),
            "Member must have value greater than or equal to 1",
        )),
        _ => Err(ApiError::constraint(
            (&wanted, "maxItems"),
            "Member must have value less than or equal to 10000",
        )),
    }
}

fn marker_of(name: &str) -> String {
    URL_SAFE_NO_PAD.encode(name)
}

fn name_of(marker: &str) -> Result<String, ApiError> {
    let name = URL_SAFE_NO_PAD.decode(marker).ok().and_then(|name| String::from_utf8(name).ok());
    name.ok_or_else(|| ApiError::new("InvalidParameterValueException", format!("Invalid Marker: {marker}")))
}
