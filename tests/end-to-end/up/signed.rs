//! Requests as an SDK would sign them, as the bytes that go over the wire.

#![expect(
    clippy::disallowed_methods,
    reason = "the cloud's process compares the time of a signature with its own"
)]

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;

/// What S3 is told of a body that the signature does not cover.
pub(crate) const UNSIGNED_BODY: (&str, &str) = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD");

/// A request to a service of the cloud.
pub(crate) struct Request<'r> {
    /// Name that is signed for, as in `states`.
    pub(crate) service: &'r str,
    pub(crate) method: &'r str,
    /// Path and query.
    pub(crate) target: &'r str,
    pub(crate) headers: &'r [(&'r str, &'r str)],
    pub(crate) body: &'r str,
}

impl Request<'_> {
    /// S3 signs the path as it is.
    fn settings(&self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if self.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        settings
    }

    /// The request, signed with the keys that the cloud prints.
    pub(crate) fn signed(&self, host: &str) -> String {
        let identity = Credentials::new("apoyo", "apoyo-secret", None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(self.service)
            .time(SystemTime::now())
            .settings(self.settings())
            .build()
            .unwrap()
            .into();
        let given = self.headers.iter().copied().chain([("host", host)]);
        let url = format!("http://{host}{}", self.target);
        let body = if self.headers.contains(&UNSIGNED_BODY) {
            SignableBody::UnsignedPayload
        } else {
            SignableBody::Bytes(self.body.as_bytes())
        };
        let signable = SignableRequest::new(self.method, url, given, body).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        let (signature, _) = instructions.into_parts();
        let own = signature.iter().map(|header| (header.name(), header.value()));
        let headers: String = self
            .headers
            .iter()
            .copied()
            .chain(own)
            .flat_map(|(name, value)| [name, ": ", value, "\r\n"])
            .collect();
        let (method, target, body) = (self.method, self.target, self.body);
        let length = body.len();
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        )
    }
}
