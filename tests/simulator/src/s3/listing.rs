use std::fmt::Write;

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Answer, Request, Store};

/// One page of `ListObjectsV2`, of at most so many objects.
pub(super) fn page(store: &Store, request: &Request, most: usize) -> Answer {
    let token = request.query.get("continuation-token").and_then(|token| hex::decode(token).ok());
    let token = token.and_then(|key| String::from_utf8(key).ok());
    let after = token.or_else(|| request.query.get("start-after").cloned()).unwrap_or_default();
    let mut left =
        store.objects().iter().filter(|(key, _)| key.starts_with(request.key.as_str()) && **key > after);
    let mut xml = String::from("<ListBucketResult><EncodingType>url</EncodingType>");
    let mut last = "";
    for (key, object) in left.by_ref().take(most) {
        let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string().replace("%20", "+");
        let (size, etag) = (object.bytes.len(), object.etag.replace('"', "&quot;"));
        let at = Timestamp::from_second(object.modified).unwrap_or_default();
        // Writing to a String never fails.
        let _ = write!(
            xml,
            "<Contents><Key>{encoded}</Key><Size>{size}</Size><ETag>{etag}</ETag>\
             <LastModified>{at}</LastModified></Contents>"
        );
        last = key;
    }
    if left.next().is_some() {
        let token = hex::encode(last);
        let _ = write!(
            xml,
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
        );
    }
    Answer::xml(200, &format!("{xml}</ListBucketResult>"))
}
