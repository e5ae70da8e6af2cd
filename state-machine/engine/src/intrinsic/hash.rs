use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::base64_encode::within_limit;
use super::{Outcome, Refusal, text_of};

/// `States.Hash(data, algorithm)`: the digest in lower-case hexadecimal, of text as it is, of other data as JSON.
pub(super) fn hash(arguments: &[Value]) -> Outcome {
    let data = arguments[0].as_str().map_or_else(|| arguments[0].to_string(), str::to_owned);
    within_limit(&data)?;
    Ok(match text_of(arguments, 1)? {
        "MD5" => hex::encode(Md5::digest(data)),
        "SHA-1" => hex::encode(Sha1::digest(data)),
        "SHA-256" => hex::encode(Sha256::digest(data)),
        "SHA-384" => hex::encode(Sha384::digest(data)),
        "SHA-512" => hex::encode(Sha512::digest(data)),
        other => {
            return Err(Refusal(format!(
                "the algorithm is {other:?}, MD5, SHA-1, SHA-256, SHA-384 and SHA-512 are allowed"
            )));
        }
    }
    .into())
}
