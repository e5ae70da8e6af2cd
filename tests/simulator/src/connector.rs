use std::sync::Arc;

use apoyo_bucket::Bucket;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use crate::caller::{CALLER, Caller};
use crate::mutant::Mutant;
use crate::s3::{Operation, Request};
use crate::time::Time;
use crate::world::{Reply, World};
use std::time::Duration;

/// Name of the bucket.
pub(crate) const BUCKET: &str = "fotos";

/// As `apoyo_bucket::aws_environment` sets it for every step.
const TRIES: u32 = 3;
const TRY_TIMEOUT: Duration = Duration::from_secs(50);

/// The way of the SDK's requests into the simulation.
#[derive(Debug, Clone)]
struct Line {
    world: Arc<World>,
    mutant: Option<Mutant>,
}

/// The photo bucket, through the real SDK with the retries and time-outs that steps have.
pub(crate) fn bucket(world: &Arc<World>, mutant: Option<Mutant>) -> Bucket {
    let time = Time(Arc::clone(world));
    // The SDK's own bucket of tokens is one for all clients of a process: simulations would know of each other.
    let partition = RetryPartition::custom("simulation").token_bucket(TokenBucket::default()).build();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .allow_no_auth()
        .endpoint_url("http://s3.simulated")
        .force_path_style(true)
        .retry_partition(partition)
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES).with_use_static_exponential_base(true))
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(TRY_TIMEOUT).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .sleep_impl(time.clone())
        .time_source(time)
        .http_client(Line { world: Arc::clone(world), mutant })
        .build();
    Bucket::new(aws_sdk_s3::Client::from_conf(config), BUCKET)
}

impl HttpClient for Line {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Line {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let line = self.clone();
        let caller = CALLER.try_with(Arc::clone).unwrap_or_else(|_| Arc::new(Caller::states()));
        let read = Request::read(&request);
        HttpConnectorFuture::new(async move {
            match read {
                Some(request) => line.answer(caller, request).await,
                None => Err(ConnectorError::user("an operation that is not simulated".into())),
            }
        })
    }
}

impl Line {
    async fn answer(&self, caller: Arc<Caller>, request: Request) -> Result<HttpResponse, ConnectorError> {
        let to_head = request.operation == Operation::HeadObject;
        let reply = match self.mutant {
            None => self.world.send(caller, request).await,
            Some(mutant) => self.wrongly(mutant, caller, request).await,
        };
        match reply {
            Ok(answer) => Ok(answer.into_http(to_head)),
            Err(_) => Err(ConnectorError::io("the connection broke".into())),
        }
    }

    /// Sends what a step would send that had the fault.
    async fn wrongly(&self, mutant: Mutant, caller: Arc<Caller>, request: Request) -> Reply {
        let early = mutant.deletes_early(&request);
        let reply = self.world.send(Arc::clone(&caller), mutant.spoilt(request)).await;
        if let Some(deletion) = early
            && reply.as_ref().is_ok_and(|answer| mutant.believes(answer))
        {
            // What comes of it is seen by nobody: the step's own deletion finds nothing, which is no error.
            let _ = self.world.send(caller, deletion).await;
        }
        reply
    }
}
