use apoyo_services::{Endpoints, Reach};
use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

/// The region where none is configured and AWS is not meant: what stands in for AWS has none of its own.
const REGION: &str = "us-east-1";

/// The endpoints that the environment and the profiles of its user name, with their region and keys.
///
/// Where AWS is not meant, region and keys come from the environment or a profile alone: the metadata service of a machine
/// at AWS is then not asked, as there mostly is none and asking takes seconds.
pub(crate) async fn named(reach: Reach) -> Endpoints {
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone());
    let loader = match reach {
        Reach::Aws => loader,
        Reach::NamedOnly => {
            let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
                .or_else(ProfileFileRegionProvider::new())
                .or_else(Region::new(REGION));
            let region = region.region().await;
            let parts = ProviderConfig::without_region().with_region(region.clone()).with_http_client(http);
            let profile = ProfileFileCredentialsProvider::builder().configure(&parts).build();
            let keys = CredentialsProviderChain::first_try(
                "Environment",
                EnvironmentVariableCredentialsProvider::new(),
            )
            .or_else("Profile", profile);
            loader.region(region).credentials_provider(keys)
        }
    };
    Endpoints::of(loader.load().await, reach)
}
