//! The functions that Step Functions adds to `JSONata`, one file each, and those whose time or randomness is injected.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>.

mod hash;
mod now;
mod parse;
mod partition;
mod random;
mod range;
mod uuid;

use std::cell::RefCell;

use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::data_flow::Entropy;

type Outcome = Result<JValue, EvaluatorError>;

struct Source {
    entropy: Entropy,
    rng: Option<ChaCha8Rng>,
}

thread_local! {
    static SOURCE: RefCell<Source> = const {
        RefCell::new(Source { entropy: Entropy { now: jiff::Timestamp::UNIX_EPOCH, seed: 0 }, rng: None })
    };
}

/// Sets what the functions of this thread draw from, until the next call.
pub(super) fn draw_from(entropy: Entropy) {
    SOURCE.set(Source { entropy, rng: None });
}

/// Names of the functions that [`register`] makes known.
pub(super) const NAMES: [&str; 8] =
    ["partition", "range", "hash", "uuid", "parse", "random", "now", "millis"];

/// Makes the functions known to an evaluator.
pub(super) fn register(evaluator: &mut Evaluator) {
    const WHY: &str = "the name is no built-in's, or one that may be replaced";
    evaluator.register_fn("partition", partition::partition).expect(WHY);
    evaluator.register_fn("range", range::range).expect(WHY);
    evaluator.register_fn("hash", hash::hash).expect(WHY);
    evaluator.register_fn("uuid", uuid::uuid).expect(WHY);
    evaluator.register_fn("parse", parse::parse).expect(WHY);
    evaluator.register_fn_override("random", random::random).expect(WHY);
    evaluator.register_fn_override("now", now::now).expect(WHY);
    evaluator.register_fn_override("millis", now::millis).expect(WHY);
}

fn entropy() -> Entropy {
    SOURCE.with_borrow(|source| source.entropy)
}

/// The step's random numbers, going on from call to call.
fn with_rng<T>(draw: impl FnOnce(&mut ChaCha8Rng) -> T) -> T {
    SOURCE.with_borrow_mut(|source| {
        let seed = source.entropy.seed;
        draw(source.rng.get_or_insert_with(|| ChaCha8Rng::seed_from_u64(seed)))
    })
}

fn number_of(function: &str, args: &[JValue], at: usize) -> Result<f64, EvaluatorError> {
    args.get(at).and_then(JValue::as_f64).ok_or_else(|| wrong_argument(function, at, "a number"))
}

fn text_of<'a>(function: &str, args: &'a [JValue], at: usize) -> Result<&'a str, EvaluatorError> {
    args.get(at).and_then(JValue::as_str).ok_or_else(|| wrong_argument(function, at, "a string"))
}

fn wrong_argument(function: &str, at: usize, wanted: &str) -> EvaluatorError {
    EvaluatorError::TypeError(format!(
        "T0410: Argument {} of function \"{function}\" does not match function signature, {wanted} is needed",
        at + 1
    ))
}

fn refused(message: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.into())
}
