//! The operations of Batch's API: translate, decide or look, translate back.

mod describe_compute_environments;
mod describe_job_definitions;
mod describe_job_queues;
mod describe_jobs;
mod fault;
mod job_container;
mod job_detail;
mod job_filter;
mod list_jobs;
mod operations;
mod page;

pub use fault::ApiFault;
pub(crate) use fault::absent;
pub(crate) use job_detail::detail;
pub use operations::OPERATIONS;
pub(crate) use operations::{Operation, operation, submit};
