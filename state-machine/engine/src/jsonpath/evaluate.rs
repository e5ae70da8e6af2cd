use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{PathError, Step, step};
use crate::payload::{PAYLOAD_LIMIT_BYTES, bytes_of};

/// Most values that a path may select on its way; keeps `$..*..*..*` from filling the memory.
const LIMIT: usize = 200_000;
/// Longest list, as JSON: each value may hold the others, so few enough of them can still be long.
const LIMIT_BYTES: usize = 16 * PAYLOAD_LIMIT_BYTES;
/// Values whose length need not be counted.
const FEW: usize = 32;

/// The value that the steps lead to: borrowed where they are definite, else a list.
pub(super) fn follow<'v>(root: &'v Value, steps: &[Step]) -> Result<Cow<'v, Value>, PathError> {
    if steps.iter().all(Step::is_definite) {
        return definite(root, steps).map(Cow::Borrowed);
    }
    if let [before @ .., Step::Names(names)] = steps
        && before.iter().all(Step::is_definite)
    {
        return definite(root, before).map(|value| Cow::Owned(picked(value, names)));
    }
    list(&all(root, root, steps)?).map(Cow::Owned)
}

/// A list of these values.
pub(super) fn list(found: &[&Value]) -> Result<Value, PathError> {
    let mut bytes = 0;
    // So few values cannot multiply a document.
    if found.len() > FEW {
        for value in found {
            bytes += bytes_of(value);
            if bytes > LIMIT_BYTES {
                return Err(PathError::TooLong { limit: LIMIT_BYTES });
            }
        }
    }
    Ok(found.iter().copied().cloned().collect())
}

/// Everything that the steps lead to; `root` is what `$` means in a filter.
pub(super) fn all<'v>(root: &'v Value, from: &'v Value, steps: &[Step]) -> Result<Vec<&'v Value>, PathError> {
    let mut found = vec![from];
    for step in steps {
        let mut next = Vec::new();
        for value in found {
            select(root, value, step, &mut next)?;
            if next.len() > LIMIT {
                return Err(PathError::TooMany { limit: LIMIT });
            }
        }
        found = next;
    }
    Ok(found)
}

fn select<'v>(
    root: &'v Value,
    value: &'v Value,
    step: &Step,
    into: &mut Vec<&'v Value>,
) -> Result<(), PathError> {
    match step {
        Step::Names(names) => {
            into.extend(names.iter().filter_map(|name| value.as_object()?.get(&**name)));
        }
        Step::Indexes(indexes) => into.extend(indexes.iter().filter_map(|index| element(value, *index))),
        Step::Slice(from, to) => into.extend(slice(value, *from, *to)),
        Step::All => into.extend(children(value)),
        Step::Descendants => descend(value, into)?,
        Step::Filter(filter) => match value {
            Value::Object(_) if filter.holds(root, value)? => into.push(value),
            Value::Array(items) => {
                for item in items {
                    if filter.holds(root, item)? {
                        into.push(item);
                    }
                }
            }
            _ => {}
        },
    }
    Ok(())
}

fn definite<'v>(root: &'v Value, steps: &[Step]) -> Result<&'v Value, PathError> {
    let mut value = root;
    for (at, step) in steps.iter().enumerate() {
        let found = match step {
            Step::Names(names) => member(value, &names[0], steps, at)?,
            Step::Indexes(indexes) => element(value, indexes[0]),
            _ => None,
        };
        value = match found {
            Some(found) => found,
            None if matches!(step, Step::Names(_)) && at + 1 < steps.len() => {
                return Err(PathError::MissingProperty { path: step::written(&steps[..=at]) });
            }
            None => return Err(PathError::NoResults { path: step::written(steps) }),
        };
    }
    Ok(value)
}

fn member<'v>(
    value: &'v Value,
    name: &str,
    steps: &[Step],
    at: usize,
) -> Result<Option<&'v Value>, PathError> {
    match value {
        Value::Object(members) => Ok(members.get(name)),
        other => Err(PathError::NoObject {
            property: format!("['{name}']"),
            path: step::written(&steps[..at]),
            found: super::function::kind(other),
        }),
    }
}

/// `['a','b']` at the end of a definite path gives an object of those members that are there.
fn picked(value: &Value, names: &[Box<str>]) -> Value {
    let members: Map<String, Value> = names
        .iter()
        .filter_map(|name| Some((name.to_string(), value.as_object()?.get(&**name)?.clone())))
        .collect();
    Value::Object(members)
}

fn element(value: &Value, index: i64) -> Option<&Value> {
    let items = value.as_array()?;
    items.get(position(index, items.len())?)
}

fn position(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

fn slice(value: &Value, from: Option<i64>, to: Option<i64>) -> &[Value] {
    let Some(items) = value.as_array() else { return &[] };
    let bound = |index: i64| position(index, items.len()).unwrap_or(0).min(items.len());
    let (start, end) = (from.map_or(0, bound), to.map_or(items.len(), bound));
    items.get(start..end).unwrap_or(&[])
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Without recursion: a payload may be nested as deep as its parser allows.
fn descend<'v>(value: &'v Value, into: &mut Vec<&'v Value>) -> Result<(), PathError> {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        into.push(value);
        if into.len() > LIMIT {
            return Err(PathError::TooMany { limit: LIMIT });
        }
        let from = open.len();
        open.extend(children(value));
        open[from..].reverse();
    }
    Ok(())
}
