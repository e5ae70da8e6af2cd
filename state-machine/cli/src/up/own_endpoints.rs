use anyhow::Context;
use apoyo_engine::Realm;
use apoyo_services::{Endpoint, Endpoints, Signer};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;

use super::around::Around;

/// The services of this cloud that tasks call as any client does, by their words in an SDK integration.
const OWN: [&str; 4] = ["lambda", "batch", "scheduler", "sfn"];

/// Adds the cloud's own services, reached at its own endpoint.
pub(super) fn add(endpoints: Endpoints, around: &Around) -> anyhow::Result<Endpoints> {
    let credentials = Credentials::new(&around.keys.id, &around.keys.secret, None, None, "apoyo up");
    let signer =
        Signer { region: Realm::default().region, credentials: SharedCredentialsProvider::new(credentials) };
    let endpoint = Endpoint::new(&around.endpoint(), Builder::new().build_http(), signer);
    let endpoint = endpoint.context("the cloud's own address")?;
    Ok(OWN.into_iter().fold(endpoints, |endpoints, service| endpoints.service(service, endpoint.clone())))
}
