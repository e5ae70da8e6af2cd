//! The intrinsic functions of `JSONPath`, one file each. Pure: randomness comes with the query.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>.

mod array;
mod array_contains;
mod array_get_item;
mod array_length;
mod array_partition;
mod array_range;
mod array_unique;
mod base64_decode;
mod base64_encode;
mod call;
mod format;
mod function;
mod hash;
mod json_merge;
mod json_to_string;
mod math_add;
mod math_random;
mod refusal;
mod string_split;
mod string_to_json;
mod uuid;

pub use call::Call;
use function::Seed;
use refusal::{Outcome, Refusal, array_of, integer_of, text_of};
