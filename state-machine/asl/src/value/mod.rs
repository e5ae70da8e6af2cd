//! The words that definitions are made of.

mod dynamic;
mod error_equals;
mod expression;
mod intrinsic;
mod path;
mod state_name;
mod template;
mod timestamp;

pub use dynamic::Dynamic;
pub use error_equals::{ErrorEquals, InvalidErrorEquals};
pub use expression::{Expression, InvalidExpression};
pub use intrinsic::{Intrinsic, IntrinsicArgument, InvalidIntrinsic};
pub use path::{InvalidPath, InvalidReferencePath, Path, PathExpression, PathRoot, ReferencePath};
pub use state_name::{InvalidStateName, StateName};
pub use template::Template;
pub use timestamp::{InvalidTimestamp, Timestamp};
