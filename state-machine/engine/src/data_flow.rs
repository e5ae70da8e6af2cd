//! How data goes through a state, in either query language. Pure.
//!
//! ```text
//! JSONPath  input -> InputPath -> Parameters -> work -> ResultSelector -> ResultPath -> OutputPath -> next
//! JSONata   input -> Arguments ------------------> work -> Assign, Output --------------------------> next
//! ```

mod choice_test;
mod error;
mod flow;
mod path_expression;
mod result_path;
mod scope;
mod selection;
mod template;

pub use choice_test::Test;
pub use error::{EvaluationError, Problem};
pub use flow::{DataFlow, JsonPathFlow, JsonataFlow};
pub(crate) use path_expression::not_found;
pub use path_expression::{CompileError, PathExpression};
pub use result_path::ResultPath;
pub use scope::{ContextObject, Entropy, ExecutionContext, MapItem, Query, Variables};
pub(crate) use scope::{STATE_DATA, time};
pub use selection::Selection;
pub(crate) use selection::invalid_path;
pub use template::Template;
