use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Refused;

/// The only way to sign that is known here.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What the `Authorization` header of a request claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorization {
    pub(super) access_key: String,
    /// Day of the scope, as in `20261121`.
    pub(super) day: String,
    pub(super) region: String,
    pub(super) service: String,
    /// Names of headers, in lower case.
    pub(super) signed_headers: Vec<String>,
    /// In hexadecimal.
    pub(super) signature: String,
}

impl Authorization {
    /// Reads the header.
    ///
    /// # Errors
    /// [`Refused::Missing`] without one; [`Refused::Incomplete`] where a part of it is missing or is no such part.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Refused> {
        let Some(header) = headers.get(AUTHORIZATION) else { return Err(Refused::Missing) };
        let text = header.to_str().map_err(|_| incomplete("Authorization header is not ASCII.", "..."))?;
        let parts = text.strip_prefix(ALGORITHM).and_then(|parts| parts.strip_prefix(' '));
        let parts = parts
            .ok_or_else(|| incomplete(&format!("Authorization header requires '{ALGORITHM}'."), text))?;
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in parts.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("Credential", value)) => credential = Some(value),
                Some(("SignedHeaders", value)) => signed_headers = Some(value),
                Some(("Signature", value)) => signature = Some(value),
                Some(_) => {}
                None => return Err(Refused::Incomplete(no_pair(part, text))),
            }
        }
        let (Some(credential), Some(signed_headers), Some(signature)) =
            (credential, signed_headers, signature)
        else {
            let named =
                [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed_headers)];
            return Err(incomplete(&lacking(&named), text));
        };
        Ok(Self {
            signed_headers: signed_headers.split(';').map(str::to_ascii_lowercase).collect(),
            signature: signature.to_owned(),
            ..Self::of_credential(credential)?
        })
    }

    /// The key and the scope, `key/day/region/service/aws4_request`; the key itself may hold slashes.
    fn of_credential(credential: &str) -> Result<Self, Refused> {
        let mut from_the_end = credential.rsplitn(5, '/');
        let scope = [(); 4].map(|()| from_the_end.next());
        let ([Some(term), Some(service), Some(region), Some(day)], Some(access_key)) =
            (scope, from_the_end.next())
        else {
            return Err(Refused::Incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
                 '{credential}'"
            )));
        };
        if term != "aws4_request" {
            let words = "Credential should be scoped with a valid terminator: 'aws4_request', not";
            return Err(Refused::Wrong(format!("{words} '{term}'.")));
        }
        let [access_key, day, region, service] = [access_key, day, region, service].map(str::to_owned);
        Ok(Self { access_key, day, region, service, signed_headers: Vec::new(), signature: String::new() })
    }

    /// Whether a header of this name is signed.
    pub(super) fn signs(&self, name: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == name)
    }
}

fn lacking(parts: &[(&str, Option<&str>)]) -> String {
    let absent = parts.iter().filter(|(_, value)| value.is_none());
    absent
        .map(|(name, _)| format!("Authorization header requires '{name}' parameter."))
        .collect::<Vec<_>>()
        .join(" ")
}

fn incomplete(what: &str, header: &str) -> Refused {
    Refused::Incomplete(format!("{what} Authorization={header}"))
}

fn no_pair(part: &str, header: &str) -> String {
    format!("'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Authorization, Refused> {
        Authorization::read(&HeaderMap::from_iter([(AUTHORIZATION, text.parse().unwrap())]))
    }

    #[test]
    fn a_header_is_read_with_or_without_spaces_and_a_key_may_hold_slashes() {
        let read = read(
            "AWS4-HMAC-SHA256 Credential=AK/ID/20261121/us-east-1/states/aws4_request,SignedHeaders=host;X-Amz-Date, Signature=0f",
        )
        .unwrap();
        assert_eq!((read.access_key.as_str(), read.day.as_str()), ("AK/ID", "20261121"));
        assert_eq!((read.region.as_str(), read.service.as_str()), ("us-east-1", "states"));
        assert!(read.signs("host") && read.signs("x-amz-date") && !read.signs("x-amz-target"));
        assert_eq!(read.signature, "0f");
    }

    #[test]
    fn what_lacks_is_named() {
        for (header, words) in [
            ("Basic eA==", "requires 'AWS4-HMAC-SHA256'."),
            ("AWS4-HMAC-SHA256 nothing", "'nothing' not a valid key=value pair"),
            (
                "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request",
                "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
            ),
            (
                "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=0",
                "exactly 5 slash-delimited elements",
            ),
            ("AWS4-HMAC-SHA256 ", "requires 'Credential' parameter."),
        ] {
            let Err(Refused::Incomplete(message)) = read(header) else { panic!("{header}") };
            assert!(message.contains(words), "{message}");
        }
        let term = "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws5, SignedHeaders=host, Signature=0";
        assert!(matches!(read(term), Err(Refused::Wrong(_))));
        assert_eq!(Authorization::read(&HeaderMap::new()), Err(Refused::Missing));
    }
}
