use std::sync::Arc;

use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::answer::Answer;
use super::objects::S3Model;
use super::request::Request;
use super::script::{Failure, Fault, Script};
use crate::Bucket;

/// The way from one client to the model, past the client's script.
#[derive(Debug, Clone)]
struct Line {
    model: S3Model,
    script: Arc<dyn Script>,
}

impl S3Model {
    /// A bucket whose calls go past this script, through the real SDK. The SDK itself retries nothing, so that each
    /// fault of the script is met exactly once.
    pub fn bucket(&self, script: Arc<dyn Script>) -> Bucket {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("model", "model", None, None, "model"))
            .endpoint_url("http://s3.model")
            .force_path_style(true)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(Line { model: self.clone(), script })
            .build();
        Bucket::new(aws_sdk_s3::Client::from_conf(config), "fotos")
    }

    /// A bucket whose calls are all answered.
    pub fn plain_bucket(&self) -> Bucket {
        self.bucket(Arc::new(super::NoFaults))
    }
}

impl HttpClient for Line {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Line {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let line = self.clone();
        HttpConnectorFuture::new(async move { line.answer(Request::read(request).await).await })
    }
}

impl Line {
    async fn answer(&self, request: Request) -> Result<HttpResponse, ConnectorError> {
        let to_head = request.method == "HEAD";
        let failure = match self.script.decide(request.call()).await {
            Fault::None => return Ok(self.model.perform(&request).into_http(to_head)),
            Fault::Before(failure) => failure,
            Fault::After(failure) => {
                self.model.perform(&request);
                failure
            }
        };
        match failure {
            Failure::Answer(status, code) => Ok(Answer::error(status, code).into_http(to_head)),
            Failure::In200(code) => Ok(Answer { status: 200, ..Answer::error(200, code) }.into_http(to_head)),
            Failure::Lost => Err(ConnectorError::io("connection reset by the script".into())),
            Failure::Silence => std::future::pending().await,
        }
    }
}
