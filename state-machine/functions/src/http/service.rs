use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;

use super::api_error::ApiError;
use super::reply::{Reply, refused, with_id};
use super::route::Route;
use super::{get_function, invoke, list_functions};
use crate::{FunctionSet, RequestId};

/// The API as a service of HTTP. Signatures are not looked at: whoever serves it decides who may reach it.
///
/// An invocation holds its request up to 15 minutes, so no time limit of the server may be shorter.
#[derive(Clone)]
pub struct LambdaService {
    functions: FunctionSet,
}

impl LambdaService {
    /// Serves these functions.
    pub fn new(functions: FunctionSet) -> Self {
        Self { functions }
    }

    /// Answers a request; what is refused is answered too.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let id = RequestId::new();
        let reply = self.answer(request, &id).await.unwrap_or_else(|error| refused(&error));
        with_id(reply, &id)
    }

    async fn answer<B>(&self, request: Request<B>, id: &RequestId) -> Result<Reply, ApiError>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let query = request.uri().query().unwrap_or_default();
        match Route::of(request.method(), request.uri().path())? {
            Route::ListFunctions => list_functions::answer(&self.functions, query),
            Route::GetFunction(function) => get_function::function(&self.functions, (&function, query)),
            Route::GetFunctionConfiguration(function) => {
                get_function::configuration(&self.functions, (&function, query))
            }
            Route::Invoke(function) => invoke::answer(&self.functions, &function, (request, id)).await,
        }
    }
}
