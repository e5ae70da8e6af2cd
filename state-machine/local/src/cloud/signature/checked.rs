use bytes::Bytes;
use http::Request;
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};

use super::{Refused, Verifier};

/// The request with its whole body, `limit` bytes at most, once its signature holds.
///
/// # Errors
/// Why it is not let in.
pub(in crate::cloud) async fn checked<B>(
    verifier: &Verifier,
    limit: usize,
    request: Request<B>,
) -> Result<Request<Full<Bytes>>, Refused>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = request.into_parts();
    // Who signs nothing has nothing read either.
    if !parts.headers.contains_key(http::header::AUTHORIZATION) {
        return Err(Refused::Missing);
    }
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Refused::TooLong { limit }),
        Err(error) => return Err(Refused::Broken(error.to_string())),
    };
    verifier.check(&parts, &bytes)?;
    Ok(Request::from_parts(parts, Full::new(bytes)))
}
