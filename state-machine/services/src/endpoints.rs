use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use apoyo_engine::Clock;
use aws_config::SdkConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::service_config::ServiceConfigKey;

use crate::endpoint::{BaseUrl, Endpoint, Place, Signer};
use crate::kept_credentials::KeptCredentials;
use crate::model::Model;
use crate::not_configured::NotConfigured;

/// Which services can be called, and where.
#[derive(Debug, Clone)]
pub struct Endpoints {
    by_service: BTreeMap<String, Endpoint>,
    config: Option<(SdkConfig, Reach)>,
    /// Where the process itself listens, which is no endpoint.
    own: Option<SocketAddr>,
}

/// How far calls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To addresses that were named, and nowhere else: what a definition asks for on a developer's machine costs nothing
    /// and sends nothing.
    NamedOnly,
    /// To AWS itself where no address was named.
    Aws,
}

impl Endpoints {
    /// No service at all.
    pub fn none() -> Self {
        Self { by_service: BTreeMap::new(), config: None, own: None }
    }

    /// What the AWS configuration says, the environment and profile files included: `AWS_ENDPOINT_URL_<SERVICE>`,
    /// `AWS_ENDPOINT_URL`, region, credentials, HTTP client.
    pub fn of(config: SdkConfig, reach: Reach) -> Self {
        Self { by_service: BTreeMap::new(), config: Some((config, reach)), own: None }
    }

    /// One service somewhere of its own, which goes before everything else; `service` is its word in an SDK integration,
    /// as in `s3` or `eventbridge`.
    pub fn service(mut self, service: &str, endpoint: Endpoint) -> Self {
        self.by_service.insert(service.to_owned(), endpoint);
        self
    }

    /// None that the configuration names at this address: it is that of the process itself, whose services are given by
    /// [`Endpoints::service`]. A name of this machine's loopback address is known as such; other names are not looked up.
    pub fn not_at(mut self, address: SocketAddr) -> Self {
        self.own = Some(address);
        self
    }

    /// The same, with the keys of the configuration kept until they expire.
    pub(crate) fn keeping_credentials(mut self, clock: &Arc<dyn Clock>) -> Self {
        if let Some((config, reach)) = self.config.take() {
            let kept = config.credentials_provider().map(|provider| {
                SharedCredentialsProvider::new(KeptCredentials::new(provider, Arc::clone(clock)))
            });
            let mut builder = config.into_builder();
            builder.set_credentials_provider(kept);
            self.config = Some((builder.build(), reach));
        }
        self
    }

    /// Where a service is.
    pub(crate) fn find(&self, service: &str, model: &Model) -> Result<Endpoint, NotConfigured> {
        if let Some(endpoint) = self.by_service.get(service) {
            return Ok(endpoint.clone());
        }
        let service = service.to_owned();
        let variable = model.id.to_uppercase().replace(' ', "_");
        let Some((config, reach)) = &self.config else {
            return Err(NotConfigured::NoEndpoint { service, variable });
        };
        let place = match (named(config, model), reach) {
            (Some(url), _) => match BaseUrl::read(&url) {
                Ok(base) => match self.own.filter(|own| base.is_at(*own)) {
                    Some(address) => return Err(NotConfigured::Itself { service, variable, address }),
                    None => Place::At(base),
                },
                Err(error) => return Err(NotConfigured::BadEndpoint { service, reason: error.to_string() }),
            },
            (None, Reach::Aws) => Place::Aws,
            (None, Reach::NamedOnly) => return Err(NotConfigured::NoEndpoint { service, variable }),
        };
        let Some(region) = config.region() else { return Err(NotConfigured::NoRegion { service }) };
        let Some(credentials) = config.credentials_provider() else {
            return Err(NotConfigured::NoCredentials { service });
        };
        let Some(http) = config.http_client() else { return Err(NotConfigured::NoHttpClient { service }) };
        Ok(Endpoint { place, http, signer: Signer { region: region.to_string(), credentials } })
    }
}

/// The address that the configuration names: for the service, else for all.
fn named(config: &SdkConfig, model: &Model) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id(&model.id).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    let key = key.build().ok()?;
    let own = config.service_config().and_then(|found| found.load_config(key));
    own.or_else(|| config.endpoint_url().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::named as table;

    #[test]
    fn what_is_missing_is_named_with_how_to_give_it() {
        let secrets = table("secretsmanager").unwrap();
        let said = |endpoints: &Endpoints| endpoints.find("secretsmanager", secrets).unwrap_err().to_string();
        let no_endpoint = said(&Endpoints::none());
        assert!(no_endpoint.contains("AWS_ENDPOINT_URL_SECRETS_MANAGER"), "{no_endpoint}");
        let empty = SdkConfig::builder().build();
        assert_eq!(said(&Endpoints::of(empty.clone(), Reach::NamedOnly)), no_endpoint);
        let no_region = said(&Endpoints::of(empty, Reach::Aws));
        assert!(no_region.contains("AWS_REGION"), "{no_region}");
        let itself = SdkConfig::builder().endpoint_url("http://localhost:4566").build();
        let itself = Endpoints::of(itself, Reach::Aws).not_at(([127, 0, 0, 1], 4566).into());
        let itself = said(&itself);
        assert!(itself.contains("is this process itself, which has no secretsmanager"), "{itself}");
        let bad = SdkConfig::builder().endpoint_url("localhost").build();
        let bad = said(&Endpoints::of(bad, Reach::NamedOnly));
        assert!(bad.contains("\"localhost\""), "{bad}");
    }
}
