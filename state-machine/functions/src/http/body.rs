use bytes::Bytes;
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::api_error::ApiError;
use crate::Refusal;

/// The whole body.
///
/// # Errors
/// When it is longer than that, or the client went away.
pub(super) async fn read<B>(body: B, limit_bytes: usize) -> Result<Bytes, ApiError>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(body, limit_bytes).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge { limit_bytes }.into()),
        Err(error) => Err(ApiError::new(
            "InvalidRequestContentException",
            format!("The request could not be read: {error}"),
        )),
    }
}
