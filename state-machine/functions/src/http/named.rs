use percent_encoding::percent_decode_str;

use super::api_error::ApiError;
use crate::FunctionName;
use crate::address::Address;
use crate::function_set::Inner;

/// The rule that a function's name breaks, as Lambda tells it: the pattern of `NamespacedFunctionName` in the service's model.
const NAME_RULE: &str = "Member must satisfy regular expression pattern: \
    (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?\
    ([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// The value of a parameter of the query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, value) = pairs.find(|(found, _)| *found == name)?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// The function that path and query name.
///
/// # Errors
/// When there is none such, or they contradict each other.
pub(super) fn function<'f>(
    functions: &'f Inner,
    (text, query): (&str, &str),
) -> Result<&'f FunctionName, ApiError> {
    let Some(mut address) = Address::read(text) else {
        return Err(ApiError::constraint((text, "functionName"), NAME_RULE));
    };
    if let Some(qualifier) = parameter(query, "Qualifier").filter(|qualifier| !qualifier.is_empty()) {
        if address.qualifier.as_ref().is_some_and(|derived| *derived != qualifier) {
            return Err(ApiError::new(
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
        address.qualifier = Some(qualifier);
    }
    Ok(functions.find_at(&address)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_and_decoded() {
        assert_eq!(parameter("Qualifier=%24LATEST&Marker=a+b", "Qualifier").as_deref(), Some("$LATEST"));
        assert_eq!(parameter("Qualifier=%24LATEST&Marker=a+b", "Marker").as_deref(), Some("a b"));
        assert_eq!(parameter("Marker", "Marker").as_deref(), Some(""));
        assert_eq!(parameter("", "Marker"), None);
    }
}
