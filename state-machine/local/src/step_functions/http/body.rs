use bytes::Bytes;
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::step_functions::ApiError;

/// Most bytes of a request: a definition may have 1 MiB, each character of which takes up to six in JSON.
pub const BODY_LIMIT_BYTES: usize = 8 << 20;

/// The whole body.
///
/// # Errors
/// When it is longer than [`BODY_LIMIT_BYTES`], or the client went away.
pub(super) async fn read<B>(body: B) -> Result<Bytes, ApiError>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(body, BODY_LIMIT_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError {
            status: 413,
            ..ApiError::new(
                "RequestEntityTooLargeException",
                format!("The request is longer than {BODY_LIMIT_BYTES} bytes"),
            )
        }),
        Err(error) => {
            Err(ApiError::new("SerializationException", format!("The request could not be read: {error}")))
        }
    }
}
