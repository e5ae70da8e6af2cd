use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use apoyo_engine::Clock;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::header::HOST;
use http::request::Parts;
use subtle::ConstantTimeEq;

use super::Refused;
use super::authorization::Authorization;
use super::signed_at::SignedAt;

/// The date's own header, which the signer always writes.
const DATE: &str = "x-amz-date";
/// Stands before the path where it is read as an address; the host that is signed is that of the header.
const ORIGIN: &str = "http://endpoint";

/// An access key and its secret.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cloud) struct AccessKey {
    pub(in crate::cloud) id: String,
    pub(in crate::cloud) secret: String,
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Lets in what is signed with the one key. Cheap to clone.
#[derive(Clone)]
pub(in crate::cloud) struct Verifier {
    key: AccessKey,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// With this key; the time of signatures is compared with the clock's.
    pub(in crate::cloud) fn new(key: AccessKey, clock: Arc<dyn Clock>) -> Self {
        Self { key, clock }
    }

    /// Whether the request may be made; `body` is the whole of what came.
    ///
    /// # Errors
    /// Why it may not.
    pub(in crate::cloud) fn check(&self, parts: &Parts, body: &[u8]) -> Result<(), Refused> {
        let claimed = Authorization::read(&parts.headers)?;
        let at = SignedAt::read(&parts.headers)?;
        if !bool::from(claimed.access_key.as_bytes().ct_eq(self.key.id.as_bytes())) {
            return Err(Refused::UnknownKey);
        }
        at.check(&claimed, self.clock.now())?;
        check_headers(parts, &claimed)?;
        let signature = self.signature(parts, body, (&claimed, at)).ok_or(Refused::Mismatch)?;
        let holds = signature.as_bytes().ct_eq(claimed.signature.as_bytes());
        if holds.into() { Ok(()) } else { Err(Refused::Mismatch) }
    }

    /// What the signature must be; `None` where the request has something that nobody can sign.
    ///
    /// The digest in it is that of the body which came, whatever `x-amz-content-sha256` says.
    fn signature(
        &self,
        parts: &Parts,
        body: &[u8],
        (claimed, at): (&Authorization, SignedAt),
    ) -> Option<String> {
        let identity = Credentials::new(&self.key.id, &self.key.secret, None, None, "apoyo").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&claimed.region)
            .name(&claimed.service)
            .time(at.time())
            .settings(settings(claimed))
            .build()
            .ok()?
            .into();
        let headers: Option<Vec<_>> = parts
            .headers
            .iter()
            .filter(|(name, _)| claimed.signs(name.as_str()))
            .map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)))
            .collect();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let (uri, headers) = (format!("{ORIGIN}{target}"), headers?.into_iter());
        let request =
            SignableRequest::new(parts.method.as_str(), uri, headers, SignableBody::Bytes(body)).ok()?;
        Some(sign(request, &params).ok()?.into_parts().1)
    }
}

/// Only what the request says is signed; the signer would leave out some headers that clients may sign.
fn settings(claimed: &Authorization) -> SigningSettings {
    let mut settings = SigningSettings::default();
    let unsigned = (!claimed.signs(DATE)).then_some(Cow::Borrowed(DATE));
    settings.excluded_headers = Some(unsigned.into_iter().collect());
    settings
}

/// The host, and each header by which AWS is told something, must be signed.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>, "You must
/// include the host header (or the :authority header for HTTP/2), and any x-amz-* headers in the request".
fn check_headers(parts: &Parts, claimed: &Authorization) -> Result<(), Refused> {
    if !claimed.signs(HOST.as_str()) {
        let words = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
        return Err(Refused::Wrong(words.to_owned()));
    }
    let mut names = parts.headers.keys().map(http::HeaderName::as_str);
    match names.find(|name| name.starts_with("x-amz-") && !claimed.signs(name)) {
        None => Ok(()),
        Some(name) => {
            let words = format!("There were headers present in the request which were not signed: {name}");
            Err(Refused::Wrong(words))
        }
    }
}

#[cfg(test)]
mod tests;
