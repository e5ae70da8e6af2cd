use percent_encoding::utf8_percent_encode;

use super::SendError;
use crate::call::Call;
use crate::endpoint::{Endpoint, Place};
use crate::wire::{ApiRequest, ENCODED};

/// A request that knows where it goes.
#[derive(Debug)]
pub(super) struct Addressed {
    pub(super) method: String,
    /// Scheme and authority, as in `https://sqs.us-east-1.amazonaws.com`.
    pub(super) origin: String,
    /// Path and query, from `/` on.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

pub(super) fn of(call: &Call, endpoint: &Endpoint, request: ApiRequest) -> Result<Addressed, SendError> {
    let (origin, path) = match &endpoint.place {
        Place::At(base) => (base.origin.clone(), format!("{}{}", base.path, request.path)),
        Place::Aws => at_aws(call, &endpoint.signer.region, &request.path),
    };
    let target = with_query(path, &request.query);
    let addressed =
        Addressed { method: request.method, origin, target, headers: request.headers, body: request.body };
    let is_address = format!("{}{}", addressed.origin, addressed.target).parse::<http::Uri>().is_ok();
    if is_address {
        Ok(addressed)
    } else {
        Err(SendError::NotReached(format!("{} is no address", addressed.origin)))
    }
}

/// AWS's own host of a service in a region; S3 has one for each bucket.
fn at_aws(call: &Call, region: &str, path: &str) -> (String, String) {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    let host = format!("{}.{region}.{domain}", call.model.endpoint);
    let (bucket, rest) =
        path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    // A name with dots is covered by no certificate of a bucket's host; such a bucket stays in the path.
    let is_label = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_host = !bucket.is_empty() && bucket.chars().all(is_label);
    if call.service == "s3" && is_host {
        return (format!("https://{bucket}.{host}"), format!("/{rest}"));
    }
    (format!("https://{host}"), path.to_owned())
}

fn with_query(path: String, query: &[(String, String)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_of_aws_has_a_host_of_its_own_where_its_name_can_be_one() {
        let call = Call::find("arn:aws:states:::aws-sdk:s3:getObject").unwrap();
        let at = |path: &str| at_aws(&call, "eu-west-1", path);
        let own = "https://photos.s3.eu-west-1.amazonaws.com".to_owned();
        assert_eq!(at("/photos/a/b.jpg"), (own.clone(), "/a/b.jpg".to_owned()));
        assert_eq!(at("/photos"), (own, "/".to_owned()));
        let shared = "https://s3.eu-west-1.amazonaws.com".to_owned();
        assert_eq!(at("/my.photos/a"), (shared.clone(), "/my.photos/a".to_owned()));
        assert_eq!(at("/"), (shared, "/".to_owned()));
        let call = Call::find("arn:aws:states:::sqs:sendMessage").unwrap();
        assert_eq!(at_aws(&call, "cn-north-1", "/").0, "https://sqs.cn-north-1.amazonaws.com.cn");
    }
}
