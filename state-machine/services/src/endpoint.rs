use std::net::{IpAddr, SocketAddr};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_smithy_runtime_api::shared::IntoShared;

/// Where a service is called, by what, and who signs.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub(crate) place: Place,
    pub(crate) http: SharedHttpClient,
    pub(crate) signer: Signer,
}

/// Who signs requests.
#[derive(Debug, Clone)]
pub struct Signer {
    /// AWS region, as in `us-east-1`.
    pub region: String,
    /// Keys.
    pub credentials: SharedCredentialsProvider,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// One address for all that is asked of it; buckets are part of the path.
    At(BaseUrl),
    /// AWS's own hosts in the signer's region.
    Aws,
}

/// Scheme and authority, and the path below which everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    /// As in `http://127.0.0.1:4566`.
    pub(crate) origin: String,
    /// As in `/aws`; empty mostly.
    pub(crate) path: String,
}

/// Why a text is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("endpoint {text:?} is not an address like http://127.0.0.1:4566 or https://sqs.example.com")]
pub struct InvalidEndpoint {
    text: String,
}

impl Endpoint {
    /// The service at this URL (`http://` or `https://`), reached through this HTTP client.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: &str, http: impl HttpClient + 'static, signer: Signer) -> Result<Self, InvalidEndpoint> {
        Ok(Self { place: Place::At(BaseUrl::read(url)?), http: http.into_shared(), signer })
    }
}

impl BaseUrl {
    pub(crate) fn read(text: &str) -> Result<Self, InvalidEndpoint> {
        let invalid = || InvalidEndpoint { text: text.to_owned() };
        let uri: http::Uri = text.parse().map_err(|_| invalid())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid());
        };
        if !["http", "https"].contains(&scheme) || uri.query().is_some() {
            return Err(invalid());
        }
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { origin: format!("{scheme}://{authority}"), path })
    }

    /// Whether what is sent there comes to the process that listens at this loopback address.
    pub(crate) fn is_at(&self, address: SocketAddr) -> bool {
        let Ok(uri) = self.origin.parse::<http::Uri>() else { return false };
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let is_host = host.parse::<IpAddr>().map_or_else(
            |_| is_loopback_name(host),
            |ip| ip.to_canonical() == address.ip() || ip.is_unspecified(),
        );
        is_host && uri.port_u16().unwrap_or(default) == address.port()
    }
}

/// Whether a name can only be that of the loopback address (RFC 6761, 6.3).
fn is_loopback_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn the_address_of_a_process_has_many_names() {
        let is_own =
            |url, port| BaseUrl::read(url).unwrap().is_at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        for own in [
            "http://127.0.0.1:4566",
            "http://localhost:4566/",
            "http://LOCALHOST.:4566",
            "https://sqs.localhost:4566",
            "http://0.0.0.0:4566",
            "http://[::ffff:127.0.0.1]:4566",
        ] {
            assert!(is_own(own, 4566), "{own}");
            assert!(!is_own(own, 4567), "{own}");
        }
        assert!(is_own("http://localhost", 80) && is_own("https://localhost", 443));
        for other in ["http://127.0.0.2:4566", "http://example.com:4566", "http://notlocalhost:4566"] {
            assert!(!is_own(other, 4566), "{other}");
        }
    }

    #[test]
    fn an_endpoint_is_an_address() {
        let base = |text| BaseUrl::read(text).map(|base| (base.origin, base.path)).ok();
        let read = |origin: &str, path: &str| Some((origin.to_owned(), path.to_owned()));
        assert_eq!(base("http://127.0.0.1:4566"), read("http://127.0.0.1:4566", ""));
        assert_eq!(base("https://example.com/aws/"), read("https://example.com", "/aws"));
        for wrong in ["", "127.0.0.1:4566", "ftp://host", "http://", "http://a/?b=c", "/path"] {
            assert_eq!(base(wrong), None, "{wrong}");
        }
    }
}
