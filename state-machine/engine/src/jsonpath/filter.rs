use std::borrow::Cow;

use serde_json::Value;

use super::compare::Comparison;
use super::{PathError, Step, evaluate};

/// The condition of `[?(..)]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    /// One of these.
    Or(Vec<Filter>),
    /// All of these.
    And(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// Something is there.
    Exists(Relative),
    /// Two values compare so.
    Compare(Operand, Comparison, Operand),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// Written in the path.
    Literal(Value),
    /// Found in the data.
    Path(Relative),
}

/// A path in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Relative {
    pub(super) base: Base,
    pub(super) steps: Vec<Step>,
}

/// What a path in a filter starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// `@`: the element that is tested.
    Element,
    /// `$`: the document.
    Document,
}

impl Filter {
    /// Whether an element passes.
    pub(super) fn holds(&self, root: &Value, element: &Value) -> Result<bool, PathError> {
        Ok(match self {
            Self::Or(any) => {
                for filter in any {
                    if filter.holds(root, element)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::And(all) => {
                for filter in all {
                    if !filter.holds(root, element)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Not(filter) => !filter.holds(root, element)?,
            Self::Exists(path) => path.value(root, element)?.is_some(),
            Self::Compare(left, comparison, right) => {
                let (left, right) = (left.value(root, element)?, right.value(root, element)?);
                comparison.holds(left.as_deref(), right.as_deref())
            }
        })
    }
}

impl Operand {
    fn value<'v>(&'v self, root: &'v Value, element: &'v Value) -> Result<Option<Cow<'v, Value>>, PathError> {
        match self {
            Self::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Self::Path(path) => path.value(root, element),
        }
    }
}

impl Relative {
    /// The value; an indefinite path that finds nothing has none.
    fn value<'v>(&self, root: &'v Value, element: &'v Value) -> Result<Option<Cow<'v, Value>>, PathError> {
        let from = if self.base == Base::Element { element } else { root };
        let found = evaluate::all(root, from, &self.steps)?;
        Ok(match (self.steps.iter().all(Step::is_definite), found.as_slice()) {
            (_, []) => None,
            (true, [value, ..]) => Some(Cow::Borrowed(*value)),
            (false, values) => Some(Cow::Owned(evaluate::list(values)?)),
        })
    }
}
