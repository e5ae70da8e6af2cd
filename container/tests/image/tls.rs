//! A door with TLS before a plain port, and the authority that vouches for it.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The door's port, and the authority's certificate as PEM.
pub(crate) struct Door {
    pub(crate) port: u16,
    pub(crate) authority: String,
}

/// A PEM file of one authority, that vouches for nobody: the SDK wants one even for an endpoint without TLS.
pub(crate) fn authority() -> String {
    issuer().pem()
}

fn issuer() -> CertifiedIssuer<'static, KeyPair> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap()
}

/// Opens a door that is `name`'s to the plain port; it stays open until the test ends.
pub(crate) async fn open(name: &str, plain_port: u16) -> Door {
    let authority = issuer();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass(acceptor.clone(), stream, plain_port));
        }
    });
    Door { port, authority: authority.pem() }
}

async fn pass(acceptor: TlsAcceptor, stream: TcpStream, plain_port: u16) -> std::io::Result<()> {
    let mut outside = acceptor.accept(stream).await?;
    let mut inside = TcpStream::connect(("127.0.0.1", plain_port)).await?;
    copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}
