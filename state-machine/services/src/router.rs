use std::sync::Arc;

use apoyo_engine::{Clock, TaskRouter};

use crate::endpoints::Endpoints;
use crate::runner::ServiceRunner;

/// Where the resources of this crate begin: integrations, and functions by their own ARN. The engine's own integrations
/// (`states`, `aws-sdk:sfn`) and activities never reach a router.
const PREFIX: &str = "arn:";

/// A router that sends every integration to the services at these endpoints.
///
/// Runners with longer prefixes go before it: route `arn:aws:states:::lambda:`, `arn:aws:states:::aws-sdk:lambda:` and
/// `arn:aws:lambda:` to an [`apoyo_engine::LambdaRunner`] of one's own functions, `arn:aws:states:::batch:` to an
/// [`apoyo_engine::BatchRunner`].
///
/// ```no_run
/// # use std::sync::Arc;
/// # use apoyo_services::{Endpoints, Reach, services};
/// # async fn router() {
/// let config = aws_config::load_from_env().await;
/// let tasks = services(Endpoints::of(config, Reach::NamedOnly), Arc::new(apoyo_engine::TokioClock));
/// # }
/// ```
pub fn services(endpoints: Endpoints, clock: Arc<dyn Clock>) -> TaskRouter {
    TaskRouter::default().route(PREFIX, ServiceRunner::new(endpoints, clock))
}
