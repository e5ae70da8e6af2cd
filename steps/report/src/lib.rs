//! The step that ends an execution: it reconciles the manifest with the outcomes and writes the reports.
//!
//! ```text
//! results/<map run>/manifest.json -> SUCCEEDED_n.json, FAILED_n.json -> Ledger
//! manifest.jsonl -- line by line, looked up in the ledger --> Totals, report.csv, report.json, Sheet -> report.html
//! ```

mod array_elements;
mod csv;
mod error;
mod handler;
mod html;
mod json;
mod ledger;
mod map_run;
mod reader;
mod reconciled;
mod sheet;
mod thumbnails;

pub use error::ReportError;
pub use handler::{Config, ModelFacts, handle};
pub use reader::{ReportReader, ReportSummary, ReportedPhoto};
