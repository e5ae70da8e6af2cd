use std::io::Write;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures::{StreamExt, stream};

use super::Place;
use crate::objects::{ByteStream, ObjectError};

/// Compressed bytes that are decompressed at once: at most a thousand times as many come out, so few megabytes.
const STEP_BYTES: usize = 4 * 1024;

/// The bytes that were compressed by gzip, as they arrive.
pub(super) fn gunzipped(packed: ByteStream, place: &Place) -> ByteStream {
    let state = Unpacking {
        packed,
        chunk: Bytes::new(),
        decoder: Some(MultiGzDecoder::new(Vec::new())),
        place: (place.bucket.clone(), place.key.clone()),
    };
    stream::try_unfold(state, |mut state| async move { Ok(state.next().await?.map(|bytes| (bytes, state))) })
        .boxed()
}

struct Unpacking {
    packed: ByteStream,
    chunk: Bytes,
    /// Gone at the end.
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    place: (String, String),
}

impl Unpacking {
    async fn next(&mut self) -> Result<Option<Bytes>, ObjectError> {
        while self.decoder.is_some() {
            if self.chunk.is_empty() {
                match self.packed.next().await {
                    Some(chunk) => self.chunk = chunk?,
                    None => return self.finish().map(Some),
                }
            }
            let step = self.chunk.split_to(self.chunk.len().min(STEP_BYTES));
            let Some(decoder) = &mut self.decoder else { break };
            let written = decoder.write_all(&step);
            let bytes = std::mem::take(decoder.get_mut());
            written.map_err(|error| self.broken(&error))?;
            if !bytes.is_empty() {
                return Ok(Some(bytes.into()));
            }
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<Bytes, ObjectError> {
        let rest = self.decoder.take().map_or_else(|| Ok(Vec::new()), MultiGzDecoder::finish);
        rest.map(Bytes::from).map_err(|error| self.broken(&error))
    }

    fn broken(&self, error: &std::io::Error) -> ObjectError {
        let (bucket, key) = self.place.clone();
        ObjectError { bucket, key, reason: format!("it is not whole gzip data: {error}") }
    }
}
