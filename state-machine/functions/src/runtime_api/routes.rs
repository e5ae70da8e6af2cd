use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

use super::desk::{Desk, Misuse};
use super::reply::{self, Reply};
use crate::{Answer, RESPONSE_PAYLOAD_LIMIT_BYTES};

/// What every path begins with.
const BASE: &str = "/2018-06-01/runtime/";

/// The name of an error, where it is not in the body; also as a trailer of a streamed result.
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
/// The error document of a streamed result that failed on its way, in Base64: a trailer.
const ERROR_BODY: &str = "lambda-runtime-function-error-body";

/// The name of an error for which the function gives none.
const UNKNOWN: &str = "Runtime.Unknown";

/// Answers what a process asks.
pub(super) async fn answer(desk: &Desk, request: Request<Incoming>) -> Reply {
    let path = request.uri().path().strip_prefix(BASE).unwrap_or_default().to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method(), &parts[..]) {
        (&Method::GET, ["invocation", "next"]) => match desk.next().await {
            Ok((event, deadline)) => reply::event(event, deadline, &desk.arn),
            Err(misuse) => reply::refused(misuse),
        },
        (&Method::POST, ["invocation", id, "response"]) => answered(desk, id, request, response).await,
        (&Method::POST, ["invocation", id, "error"]) => {
            answered(desk, id, request, |brought| Answer::Error(document(&brought))).await
        }
        (&Method::POST, ["init", "error"]) => match read(request).await {
            Ok(brought) => told(desk.cannot_start(Answer::Error(document(&brought)))),
            Err(refused) => refused.into_reply(),
        },
        _ => reply::not_found(),
    }
}

/// What a process brought.
struct Brought {
    body: Bytes,
    headers: HeaderMap,
    trailers: HeaderMap,
}

/// Why it could not be taken.
enum Unreadable {
    TooLarge,
    Broken(String),
}

impl Unreadable {
    fn into_reply(self) -> Reply {
        match self {
            Self::TooLarge => reply::too_large(),
            Self::Broken(why) => reply::unreadable(&why),
        }
    }
}

async fn answered(
    desk: &Desk,
    id: &str,
    request: Request<Incoming>,
    meaning: impl FnOnce(Brought) -> Answer,
) -> Reply {
    match read(request).await {
        Ok(brought) => told(desk.answer(id, meaning(brought))),
        Err(Unreadable::TooLarge) => match desk.answer(id, Answer::too_large()) {
            Ok(()) => reply::too_large(),
            Err(misuse) => reply::refused(misuse),
        },
        Err(broken) => broken.into_reply(),
    }
}

fn told(result: Result<(), Misuse>) -> Reply {
    result.map_or_else(reply::refused, |()| reply::accepted())
}

/// Reads a body to its end, also where it is too long: a process that still writes would not see the reply.
async fn read(request: Request<Incoming>) -> Result<Brought, Unreadable> {
    let (head, mut body) = request.into_parts();
    let (mut bytes, mut length, mut trailers) = (BytesMut::new(), 0, HeaderMap::new());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Unreadable::Broken(error.to_string()))?;
        match frame.into_data() {
            Ok(data) => {
                length += data.len();
                if length <= RESPONSE_PAYLOAD_LIMIT_BYTES {
                    bytes.extend_from_slice(&data);
                }
            }
            Err(other) => trailers.extend(other.into_trailers().unwrap_or_default()),
        }
    }
    if length > RESPONSE_PAYLOAD_LIMIT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    Ok(Brought { body: bytes.freeze(), headers: head.headers, trailers })
}

/// A result; one that was streamed may have failed on its way, which its trailers tell.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming>.
fn response(brought: Brought) -> Answer {
    if !brought.trailers.contains_key(ERROR_TYPE) {
        return Answer::Result(brought.body);
    }
    let told = brought.trailers.get(ERROR_BODY).and_then(|body| STANDARD.decode(body).ok());
    let body = told.map(Bytes::from).unwrap_or_default();
    Answer::Error(document(&Brought { body, headers: brought.trailers, trailers: HeaderMap::new() }))
}

/// The error document as the function gave it; where that is none, one of what it gave.
fn document(brought: &Brought) -> Bytes {
    let is_document = serde_json::from_slice::<Value>(&brought.body).is_ok_and(|value| value.is_object());
    if is_document {
        return brought.body.clone();
    }
    let name = brought.headers.get(ERROR_TYPE).and_then(|name| name.to_str().ok()).unwrap_or(UNKNOWN);
    Answer::error(name, &String::from_utf8_lossy(&brought.body)).payload().clone()
}
