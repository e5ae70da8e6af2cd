use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;

use super::SendError;
use super::address::Addressed;
use crate::model::{Model, Protocol};

/// The headers that sign a request, Signature Version 4.
pub(super) fn headers(
    (model, region): (&Model, &str),
    (credentials, now): (Credentials, SystemTime),
    request: &Addressed,
) -> Result<Vec<(String, String)>, SendError> {
    let refused = |error: &dyn std::error::Error| {
        SendError::NotReached(format!("the request cannot be signed: {error}"))
    };
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(&model.signing)
        .time(now)
        .settings(settings(model))
        .build()
        .map_err(|error| refused(&error))?
        .into();
    let uri = format!("{}{}", request.origin, request.target);
    let given = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable = SignableRequest::new(&request.method, uri, given, SignableBody::Bytes(&request.body));
    let signable = signable.map_err(|error| refused(&error))?;
    let (instructions, _) = sign(signable, &params).map_err(|error| refused(&error))?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect())
}

/// S3 signs the path as it is, and wants the body's digest in a header.
fn settings(model: &Model) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if model.protocol == Protocol::RestXml {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}
