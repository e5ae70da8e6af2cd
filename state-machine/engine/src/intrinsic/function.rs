use std::ops::RangeInclusive;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::{
    Outcome, array, array_contains, array_get_item, array_length, array_partition, array_range, array_unique,
    base64_decode, base64_encode, format, hash, json_merge, json_to_string, math_add, math_random,
    string_split, string_to_json, uuid,
};

/// Where a call's random numbers come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed(pub(super) u64);

impl Seed {
    pub(super) fn rng(self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.0)
    }
}

/// One function.
#[derive(Debug)]
pub(super) struct Function {
    /// Name, with its `States.`.
    pub(super) name: &'static str,
    /// How many arguments it takes.
    pub(super) takes: RangeInclusive<usize>,
    /// What it does.
    pub(super) run: Run,
}

/// What a function needs beside its arguments.
#[derive(Debug)]
pub(super) enum Run {
    /// Nothing.
    Pure(fn(&[Value]) -> Outcome),
    /// Random numbers.
    Random(fn(&[Value], Seed) -> Outcome),
}

const MANY: usize = usize::MAX;

/// Every function of the language.
static ALL: [Function; 18] = [
    pure("States.Array", 0..=MANY, array::array),
    pure("States.ArrayContains", 2..=2, array_contains::array_contains),
    pure("States.ArrayGetItem", 2..=2, array_get_item::array_get_item),
    pure("States.ArrayLength", 1..=1, array_length::array_length),
    pure("States.ArrayPartition", 2..=2, array_partition::array_partition),
    pure("States.ArrayRange", 3..=3, array_range::array_range),
    pure("States.ArrayUnique", 1..=1, array_unique::array_unique),
    pure("States.Base64Decode", 1..=1, base64_decode::base64_decode),
    pure("States.Base64Encode", 1..=1, base64_encode::base64_encode),
    pure("States.Format", 1..=MANY, format::fill),
    pure("States.Hash", 2..=2, hash::hash),
    pure("States.JsonMerge", 3..=3, json_merge::json_merge),
    pure("States.JsonToString", 1..=1, json_to_string::json_to_string),
    pure("States.MathAdd", 2..=2, math_add::math_add),
    Function { name: "States.MathRandom", takes: 2..=3, run: Run::Random(math_random::math_random) },
    pure("States.StringSplit", 2..=2, string_split::string_split),
    pure("States.StringToJson", 1..=1, string_to_json::string_to_json),
    Function { name: "States.UUID", takes: 0..=0, run: Run::Random(uuid::uuid) },
];

const fn pure(name: &'static str, takes: RangeInclusive<usize>, run: fn(&[Value]) -> Outcome) -> Function {
    Function { name, takes, run: Run::Pure(run) }
}

impl Function {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|function| function.name == name)
    }
}
