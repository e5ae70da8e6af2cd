//! `JSONPath` in the dialect that Step Functions accepts (that of the Java library Jayway): parsed once, bounded, pure.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>. A path is *definite*
//! when it names one place; every other path has a list as its value, which may be empty.

mod compare;
mod error;
mod evaluate;
mod filter;
mod function;
mod parse;
mod parse_filter;
mod path;
mod step;

pub use error::{InvalidPath, PathError};
pub use path::Path;
pub(crate) use step::Step;
