//! What Apoyo costs, before it is deployed: quantities counted from the state machine, the steps and the template, times
//! published prices.
//!
//! ```text
//! apoyo.yaml --Deployment::of--> template, memory sizes ..-.
//! Workload (photos, bytes, executions, lane) --------------+--> Bill: items with formula, quantity, price, USD
//! prices.yaml --Prices::published--------------------------'    Timing: how long one execution takes
//! Assumptions (named, measured or published) --------------'
//! ```
//!
//! Architecture invariants: no clock, no network, no AWS: the same input gives the same bill. A price stands in
//! `prices.yaml` and nowhere else, with its date and source. What can be counted is not assumed: the tests count the S3
//! calls of the steps' own handlers, and the states of the committed state machine, and compare.

mod assumptions;
mod batch_lane;
mod bill;
mod cluster;
mod deployment;
mod error;
mod execution;
mod fan_out;
mod grouped;
mod idle;
mod item;
mod lambda_calls;
mod lambda_lane;
mod lambda_time;
mod prices;
mod readme;
mod requests;
mod s3_calls;
mod starting;
mod storage;
mod timing;
mod transitions;
mod usd;
mod watching;
mod workload;

pub use assumptions::Assumptions;
pub use bill::{Bill, bill};
pub use cluster::cluster;
pub use deployment::{Deployment, Platform, Step};
pub use error::CostError;
pub use execution::Execution;
pub use grouped::Grouped;
pub use idle::idle;
pub use item::{Group, Item};
pub use prices::{DateOf, InvalidPrices, Price, PriceId, Prices};
pub use readme::{
    BILL_MARK, COST_MARK, IDLE_MARK, PRICES_MARK, bill_example, cost_table, idle_table, prices_table,
};
pub use s3_calls::S3Calls;
pub use timing::{Phase, Timing};
pub use transitions::Transitions;
pub use usd::Usd;
pub use workload::Workload;
