use http::Request;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

/// The service that a request is signed for, as in `s3` and `states`: the fourth part of the credential scope, in the
/// `Authorization` header or, where the request is presigned, in `X-Amz-Credential`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
pub(super) fn service_of<B>(request: &Request<B>) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credential = if let Some(header) = header {
        header.split_once("Credential=")?.1.split([',', ' ']).next()?.to_owned()
    } else {
        let mut pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == "X-Amz-Credential")?;
        percent_decode_str(value).decode_utf8().ok()?.into_owned()
    };
    // The key itself may hold slashes, the scope behind it does not.
    let mut scope = credential.rsplit('/');
    match (scope.next(), scope.next()) {
        (Some("aws4_request"), Some(service)) => Some(service.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(header: &str) -> Option<String> {
        service_of(&Request::builder().uri("/").header(AUTHORIZATION, header).body(()).unwrap())
    }

    #[test]
    fn the_service_is_that_of_the_credential_scope() {
        let scope = "AWS4-HMAC-SHA256 Credential=AK/ID/20261121/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0";
        assert_eq!(signed(scope).as_deref(), Some("states"));
        let presigned =
            "/b/k?X-Amz-Algorithm=AWS4&X-Amz-Credential=AK%2F20261121%2Feu-west-1%2Fs3%2Faws4_request";
        let request = Request::builder().uri(presigned).body(()).unwrap();
        assert_eq!(service_of(&request).as_deref(), Some("s3"));
    }

    #[test]
    fn what_is_not_signed_or_not_so_names_none() {
        for header in ["", "Basic eA==", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=a/b"] {
            assert_eq!(signed(header), None, "{header}");
        }
        for uri in ["/", "/?X-Amz-Credential=%ff", "/?X-Amz-Credential=a"] {
            assert_eq!(service_of(&Request::builder().uri(uri).body(()).unwrap()), None, "{uri}");
        }
    }
}
