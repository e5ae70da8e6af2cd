use jsonata_core::value::JValue;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Outcome, refused, text_of};

/// `$hash(text, algorithm)`: the digest in lower-case hexadecimal; the algorithm is MD5, SHA-1, SHA-256 (default),
/// SHA-384 or SHA-512.
pub(super) fn hash(args: &[JValue]) -> Outcome {
    let text = text_of("hash", args, 0)?;
    let algorithm = match args.get(1) {
        None | Some(JValue::Undefined) => "SHA-256",
        Some(_) => text_of("hash", args, 1)?,
    };
    digest(text, algorithm).map(JValue::string).ok_or_else(|| {
        refused(format!(
            "the algorithm of $hash is {algorithm:?}, MD5, SHA-1, SHA-256, SHA-384 and SHA-512 are allowed"
        ))
    })
}

fn digest(text: &str, algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => hex::encode(Md5::digest(text)),
        "SHA-1" => hex::encode(Sha1::digest(text)),
        "SHA-256" => hex::encode(Sha256::digest(text)),
        "SHA-384" => hex::encode(Sha384::digest(text)),
        "SHA-512" => hex::encode(Sha512::digest(text)),
        _ => return None,
    })
}
