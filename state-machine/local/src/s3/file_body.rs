use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::{FutureExt, Stream};
use s3s::StdError;
use s3s::stream::{ByteStream, RemainingLength};
use tokio::task::JoinHandle;

/// Bytes read and held at once: a photo of 7 MB comes in one piece, which the SDK hands on without copying; a larger
/// object needs no more memory than this, twice.
const PIECE_BYTES: u64 = 8 << 20;

/// The bytes of an open file, as a response's body.
#[derive(Debug)]
pub(crate) struct FileBody {
    state: State,
    /// Still to be read, after what `state` holds.
    rest: Range<u64>,
    /// Still to be handed out.
    remaining: u64,
}

#[derive(Debug)]
enum State {
    Ready(File, Bytes),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Ended,
}

impl FileBody {
    /// `first` is what [`read_piece`] gave for `bytes`.
    pub(crate) fn new(file: File, first: Bytes, bytes: Range<u64>) -> Self {
        let rest = bytes.start + first.len() as u64..bytes.end;
        Self { state: State::Ready(file, first), rest, remaining: bytes.end - bytes.start }
    }

    fn read_on(&mut self, mut file: File) -> State {
        if self.rest.is_empty() {
            return State::Ended;
        }
        let bytes = self.rest.clone();
        State::Reading(tokio::task::spawn_blocking(move || {
            let piece = read_piece(&mut file, &bytes)?;
            Ok((file, piece))
        }))
    }
}

/// Reads the beginning of a range, 8 MiB at most. A file that ends early is an error: its object has changed.
pub(crate) fn read_piece(file: &mut File, bytes: &Range<u64>) -> io::Result<Bytes> {
    let length = (bytes.end - bytes.start).min(PIECE_BYTES);
    let capacity = usize::try_from(length).expect("a piece is 8 MiB at most");
    let mut piece = Vec::with_capacity(capacity);
    file.seek(SeekFrom::Start(bytes.start))?;
    file.take(length).read_to_end(&mut piece)?;
    if piece.len() < capacity {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter"));
    }
    Ok(Bytes::from(piece))
}

impl Stream for FileBody {
    type Item = Result<Bytes, StdError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Ready(file, piece) => {
                    self.state = self.read_on(file);
                    self.remaining -= piece.len() as u64;
                    if !piece.is_empty() {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
                State::Reading(mut reading) => match reading.poll_unpin(cx) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(Ok((file, piece)))) => {
                        self.rest.start += piece.len() as u64;
                        self.state = State::Ready(file, piece);
                    }
                    Poll::Ready(Ok(Err(error))) => return Poll::Ready(Some(Err(Box::new(error)))),
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(Box::new(error)))),
                },
            }
        }
    }
}

impl ByteStream for FileBody {
    fn remaining_length(&self) -> RemainingLength {
        usize::try_from(self.remaining)
            .map_or_else(|_| RemainingLength::unknown(), RemainingLength::new_exact)
    }
}
