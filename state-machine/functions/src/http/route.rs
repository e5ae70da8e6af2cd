use http::Method;
use percent_encoding::percent_decode_str;

use super::api_error::ApiError;

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    ListFunctions,
    GetFunction(String),
    GetFunctionConfiguration(String),
    Invoke(String),
}

/// What every path begins with here.
const FUNCTIONS: &str = "/2015-03-31/functions";

/// What is here, for those who ask for something else.
const HERE: &str = "Invoke, ListFunctions, GetFunction and GetFunctionConfiguration";

impl Route {
    /// Reads method and path.
    ///
    /// # Errors
    /// When it is for something that is not here.
    pub(super) fn of(method: &Method, path: &str) -> Result<Self, ApiError> {
        let below = path.strip_prefix(FUNCTIONS).map(|below| below.trim_start_matches('/'));
        let parts: Vec<&str> = below.unwrap_or("?").split('/').collect();
        let name = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        match (method.as_str(), &parts[..]) {
            ("GET", [""]) => Ok(Self::ListFunctions),
            ("GET", [function]) if below.is_some() => Ok(Self::GetFunction(name(function))),
            ("GET", [function, "configuration"]) => Ok(Self::GetFunctionConfiguration(name(function))),
            ("POST", [function, "invocations"]) => Ok(Self::Invoke(name(function))),
            _ => Err(ApiError::new(
                "UnknownOperationException",
                format!(
                    "{method} {path} is not here: the embedded cloud has {HERE} of Lambda; functions are declared in apoyo.yaml"
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_by_method_and_path() {
        let table = [
            ("GET", "/2015-03-31/functions", Route::ListFunctions),
            ("GET", "/2015-03-31/functions/", Route::ListFunctions),
            ("GET", "/2015-03-31/functions/f", Route::GetFunction("f".into())),
            ("GET", "/2015-03-31/functions/f/configuration", Route::GetFunctionConfiguration("f".into())),
            ("POST", "/2015-03-31/functions/a%3Ab/invocations", Route::Invoke("a:b".into())),
        ];
        for (method, path, route) in table {
            assert_eq!(Route::of(&method.parse().unwrap(), path), Ok(route), "{method} {path}");
        }
    }

    #[test]
    fn what_is_not_here_is_told_with_what_is() {
        for (method, path) in [
            ("POST", "/2015-03-31/functions"),
            ("DELETE", "/2015-03-31/functions/f"),
            ("GET", "/2015-03-31/layers"),
            ("GET", "/?"),
            ("POST", "/2014-11-13/functions/f/invoke-async"),
        ] {
            let error = Route::of(&method.parse().unwrap(), path).unwrap_err();
            assert_eq!((error.status, error.code.as_str()), (501, "UnknownOperationException"));
            assert!(error.message.contains("has Invoke, ListFunctions"), "{}", error.message);
        }
    }
}
