//! Which requests are those of a browser's page that has no business here.
//!
//! A page of the web can make its reader's browser send requests to loopback, and the keys of the embedded cloud are no
//! secret by default, so that the page could sign them. Two things tell: a page at a name of its own that was made to
//! point here (DNS rebinding) sends that name as `Host`; a page from elsewhere sends its `Origin` with whatever may
//! change something.

use std::net::{Ipv6Addr, SocketAddr};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::json;

use super::Exposure;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// What SDKs set before the host for `StartSyncExecution`.
const SYNC: &str = "sync-";

/// Why a request is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Stranger {
    /// It is for a host that is not this one.
    #[error(
        "host {host:?} is not this endpoint: it is reached as 127.0.0.1, [::1], localhost or a name below localhost"
    )]
    Host {
        /// The host.
        host: String,
    },
    /// A page of another address made it.
    #[error("a page of {origin} may not send {method} requests to this endpoint")]
    Origin {
        /// The page's address.
        origin: String,
        /// The method.
        method: Method,
    },
}

/// Whether a request may go on.
///
/// # Errors
/// Why it may not.
pub(super) fn admit<B>(request: &Request<B>, exposure: Exposure) -> Result<(), Stranger> {
    let host = text(request.headers(), &HOST);
    // HTTP/1.0 knows no `Host`; a browser always sends one. Names of other machines cannot be known here.
    if exposure == Exposure::Loopback && host.is_some_and(|host| !is_loopback(host)) {
        return Err(Stranger::Host { host: host.unwrap_or_default().to_owned() });
    }
    let origin = text(request.headers(), &ORIGIN);
    let is_own = origin.is_none_or(|origin| {
        let address = origin.split_once("://").map(|(_, address)| address);
        address.is_some() && address == host
    });
    // A page may show an object that somebody signed a URL for: what it cannot read it cannot change either.
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_own || is_safe {
        return Ok(());
    }
    Err(Stranger::Origin { origin: origin.unwrap_or_default().to_owned(), method: request.method().clone() })
}

/// A header's text; one that is none is a text that nothing here is called.
fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

fn is_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let name = name.strip_prefix(SYNC).unwrap_or(name);
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

impl Stranger {
    /// The answer, as the clients of a service with JSON or of S3 read it.
    pub(super) fn response<B>(&self, request: &Request<B>) -> Response<s3s::Body> {
        let media_type = text(request.headers(), &CONTENT_TYPE).unwrap_or_default();
        let (media_type, body) = if media_type.contains("json") {
            (
                "application/json",
                json!({"__type": "AccessDeniedException", "message": self.to_string()}).to_string(),
            )
        } else {
            let message = quick_xml::escape::escape(self.to_string()).into_owned();
            (
                "application/xml",
                format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>"),
            )
        };
        let bytes = Bytes::from(body);
        let length = HeaderValue::from(bytes.len());
        let mut response = Response::new(s3s::Body::from(bytes));
        *response.status_mut() = StatusCode::FORBIDDEN;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CONTENT_LENGTH, length);
        headers.insert(ERROR_TYPE, HeaderValue::from_static("AccessDeniedException"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, host: &str, origin: Option<&str>) -> Request<()> {
        let mut request = Request::builder().method(method).uri("/").header(HOST, host).body(()).unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
        }
        request
    }

    #[test]
    fn this_machine_is_reached_by_its_own_names() {
        for host in [
            "127.0.0.1:4566",
            "127.9.9.9",
            "[::1]:4566",
            "[::1]",
            "localhost",
            "LOCALHOST.:4566",
            "fotos.s3.localhost:4566",
            "sync-localhost:4566",
            "sync-127.0.0.1:4566",
        ] {
            assert_eq!(admit(&request(Method::POST, host, None), Exposure::Loopback), Ok(()), "{host}");
        }
    }

    #[test]
    fn a_name_that_was_made_to_point_here_is_refused() {
        for host in [
            "evil.example:4566",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "10.0.0.1:4566",
            "[::2]",
            "",
        ] {
            let refused = admit(&request(Method::GET, host, None), Exposure::Loopback);
            assert_eq!(refused, Err(Stranger::Host { host: host.to_owned() }));
            assert_eq!(admit(&request(Method::GET, host, None), Exposure::Network), Ok(()), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_address_may_read_what_it_may_and_change_nothing() {
        let host = "127.0.0.1:4566";
        for origin in ["https://evil.example", "http://127.0.0.1:8080", "null", "http://localhost:4566"] {
            for exposure in [Exposure::Loopback, Exposure::Network] {
                for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
                    let refused = admit(&request(method.clone(), host, Some(origin)), exposure);
                    assert_eq!(refused, Err(Stranger::Origin { origin: origin.to_owned(), method }));
                }
                assert_eq!(admit(&request(Method::GET, host, Some(origin)), exposure), Ok(()));
            }
        }
        let own = request(Method::POST, host, Some("http://127.0.0.1:4566"));
        assert_eq!(admit(&own, Exposure::Loopback), Ok(()));
    }

    #[test]
    fn each_kind_of_client_can_read_why() {
        let stranger = Stranger::Host { host: "<evil>".to_owned() };
        let plain = stranger.response(&request(Method::GET, "<evil>", None));
        assert_eq!(plain.status(), StatusCode::FORBIDDEN);
        assert_eq!(plain.headers()[CONTENT_TYPE], "application/xml");
        let mut json = request(Method::POST, "e", None);
        json.headers_mut().insert(CONTENT_TYPE, "application/x-amz-json-1.0".parse().unwrap());
        assert_eq!(stranger.response(&json).headers()[CONTENT_TYPE], "application/json");
    }
}
