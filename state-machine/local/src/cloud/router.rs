use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use s3s::service::S3Service;
use serde_json::json;

use super::CloudService;
use super::service_name::service_of;
use super::signature::{Protocol, Verifier, checked};
use crate::server::Answer;
use crate::{BODY_LIMIT_BYTES, JsonService};

/// One endpoint for all services: each request goes to the one that it is signed for.
#[derive(Clone)]
pub(super) struct Router {
    pub(super) s3: S3Service,
    pub(super) step_functions: JsonService,
    pub(super) others: Arc<[Arc<dyn CloudService>]>,
    pub(super) verifier: Verifier,
}

/// What a request that is signed for this service gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Route {
    S3,
    StepFunctions,
    Other(String),
}

fn route<B>(request: &Request<B>) -> Route {
    match service_of(request) {
        None if JsonService::is_meant_by(request) => Route::StepFunctions,
        // A browser signs nothing; what S3 shows to it, S3 decides.
        None => Route::S3,
        Some(service) => match &*service {
            "states" => Route::StepFunctions,
            "s3" => Route::S3,
            _ => Route::Other(service),
        },
    }
}

impl Answer for Router {
    async fn answer(&self, request: Request<Incoming>) -> Response<s3s::Body> {
        match route(&request) {
            Route::S3 => self.s3.answer(request).await,
            Route::StepFunctions => match checked(&self.verifier, BODY_LIMIT_BYTES, request).await {
                Ok(request) => whole(self.step_functions.call(request).await).await,
                Err(refused) => refused.response(Protocol::Json),
            },
            Route::Other(name) => {
                let service = self.others.iter().find(|service| service.name() == name);
                let limit = service.map_or(BODY_LIMIT_BYTES, |service| service.body_limit());
                match (checked(&self.verifier, limit, request).await, service) {
                    (Ok(request), Some(service)) => whole(service.call(request).await).await,
                    (Ok(_), None) => self.absent(&name),
                    (Err(refused), _) => refused.response(Protocol::RestJson),
                }
            }
        }
    }
}

/// A response whose body is in memory, so that reading it cannot fail.
async fn whole(response: Response<Full<Bytes>>) -> Response<s3s::Body> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Response::from_parts(parts, s3s::Body::from(bytes))
}

impl Router {
    fn absent(&self, service: &str) -> Response<s3s::Body> {
        let here: Vec<&str> =
            ["s3", "states"].into_iter().chain(self.others.iter().map(|other| other.name())).collect();
        let message =
            format!("the service {service:?} is not here: the embedded cloud has {}", here.join(", "));
        let body = json!({"__type": "UnknownOperationException", "message": message}).to_string();
        let mut response = Response::new(s3s::Body::from(Bytes::from(body)));
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
        response
    }
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;

    use super::*;

    fn signed_for(service: &str) -> Request<()> {
        let header = format!("AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/{service}/aws4_request");
        Request::builder().uri("/").header(AUTHORIZATION, header).body(()).unwrap()
    }

    #[test]
    fn a_request_goes_to_the_service_that_it_is_signed_for() {
        let other = Route::Other("sqs".to_owned());
        for (service, to) in [("s3", Route::S3), ("states", Route::StepFunctions), ("sqs", other)] {
            assert_eq!(route(&signed_for(service)), to, "{service}");
        }
        let target = Request::builder().uri("/").header("x-amz-target", "AWSStepFunctions.ListActivities");
        assert_eq!(route(&target.body(()).unwrap()), Route::StepFunctions);
        assert_eq!(route(&Request::builder().uri("/bucket/key").body(()).unwrap()), Route::S3);
    }
}
