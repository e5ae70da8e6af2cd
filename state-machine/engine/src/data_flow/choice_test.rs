use std::borrow::Cow;
use std::cmp::Ordering;

use apoyo_asl::{Is, Operand, Operator, Order, Timestamp};
use serde_json::Value;

use super::{EvaluationError, Query};
use crate::jsonpath::{InvalidPath, Path};

/// A tree of comparisons, ready to run: the rule of a `JSONPath` `Choice` state.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>. A value of another kind than the
/// operator's compares as false.
#[derive(Debug)]
pub enum Test {
    /// All of these.
    And(Vec<Test>),
    /// One of these.
    Or(Vec<Test>),
    /// Not this.
    Not(Box<Test>),
    /// A value compared.
    Compare(Box<Comparison>),
}

/// A value of the input compared with another.
#[derive(Debug)]
pub struct Comparison {
    variable: Path,
    operator: Operator,
    operand: Option<Path>,
}

impl Test {
    pub(crate) fn compile(written: &apoyo_asl::Test) -> Result<Self, InvalidPath> {
        let list = |tests: &[apoyo_asl::Test]| tests.iter().map(Self::compile).collect::<Result<_, _>>();
        Ok(match written {
            apoyo_asl::Test::And(tests) => Self::And(list(tests)?),
            apoyo_asl::Test::Or(tests) => Self::Or(list(tests)?),
            apoyo_asl::Test::Not(test) => Self::Not(Box::new(Self::compile(test)?)),
            apoyo_asl::Test::Compare(comparison) => Self::Compare(Box::new(Comparison {
                variable: Path::compile(&comparison.variable)?,
                operand: operand_path(&comparison.operator).map(Path::compile).transpose()?,
                operator: comparison.operator.clone(),
            })),
        })
    }

    /// Whether it is true of the query's input.
    ///
    /// # Errors
    /// When a path that is compared finds nothing.
    pub fn holds(&self, query: &Query<'_>) -> Result<bool, EvaluationError> {
        match self {
            Self::And(tests) => {
                for test in tests {
                    if !test.holds(query)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(tests) => {
                for test in tests {
                    if test.holds(query)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(test) => Ok(!test.holds(query)?),
            Self::Compare(comparison) => comparison.holds(query),
        }
    }
}

fn operand_path(operator: &Operator) -> Option<&apoyo_asl::Path> {
    match operator {
        Operator::String(_, Operand::Path(path))
        | Operator::Numeric(_, Operand::Path(path))
        | Operator::Timestamp(_, Operand::Path(path))
        | Operator::Boolean(Operand::Path(path)) => Some(path),
        _ => None,
    }
}

impl Comparison {
    fn holds(&self, query: &Query<'_>) -> Result<bool, EvaluationError> {
        if let Operator::Is(Is::Present, wanted) = &self.operator {
            return Ok(self.variable.evaluate(query).is_ok() == *wanted);
        }
        let value = found(&self.variable, query)?;
        let operand = self.operand.as_ref().map(|path| found(path, query)).transpose()?;
        Ok(compare(&self.operator, &value, operand.as_deref()).unwrap_or(false))
    }
}

fn found<'q>(path: &Path, query: &Query<'q>) -> Result<Cow<'q, Value>, EvaluationError> {
    path.evaluate(query).map_err(|_| {
        let path = path.source();
        EvaluationError::rule(
            "Choices",
            format!("Invalid path '{path}': The choice state's condition path references an invalid value."),
        )
    })
}

/// None where one of the values is of another kind than the operator compares.
fn compare(operator: &Operator, value: &Value, operand: Option<&Value>) -> Option<bool> {
    Some(match operator {
        Operator::String(order, written) => {
            let right = match written {
                Operand::Value(text) => text.as_str(),
                Operand::Path(_) => operand?.as_str()?,
            };
            lies(*order, value.as_str()?.cmp(right))
        }
        Operator::Numeric(order, written) => {
            let right = match written {
                Operand::Value(number) => number.as_f64()?,
                Operand::Path(_) => number(operand?)?,
            };
            lies(*order, number(value)?.partial_cmp(&right)?)
        }
        Operator::Timestamp(order, written) => {
            let right = match written {
                Operand::Value(time) => time.instant(),
                Operand::Path(_) => moment(operand?)?,
            };
            lies(*order, moment(value)?.cmp(&right))
        }
        Operator::Boolean(written) => {
            let right = match written {
                Operand::Value(flag) => *flag,
                Operand::Path(_) => operand?.as_bool()?,
            };
            value.as_bool()? == right
        }
        Operator::StringMatches(pattern) => matches(pattern, value.as_str()?),
        Operator::Is(is, wanted) => is_so(*is, value) == *wanted,
    })
}

fn number(value: &Value) -> Option<f64> {
    value.is_number().then(|| value.as_f64()).flatten()
}

fn moment(value: &Value) -> Option<jiff::Timestamp> {
    value.as_str()?.parse::<Timestamp>().ok().map(|time| time.instant())
}

fn lies(order: Order, found: Ordering) -> bool {
    match order {
        Order::Equals => found.is_eq(),
        Order::LessThan => found.is_lt(),
        Order::GreaterThan => found.is_gt(),
        Order::LessThanEquals => found.is_le(),
        Order::GreaterThanEquals => found.is_ge(),
    }
}

fn is_so(is: Is, value: &Value) -> bool {
    match is {
        Is::Present => true,
        Is::Null => value.is_null(),
        Is::Numeric => value.is_number(),
        Is::String => value.is_string(),
        Is::Boolean => value.is_boolean(),
        Is::Timestamp => moment(value).is_some(),
    }
}

/// One piece of a `StringMatches` pattern.
#[derive(Clone, Copy, PartialEq)]
enum Piece {
    Any,
    Character(char),
}

/// `*` stands for any characters, `\*` and `\\` for themselves. Linear space, no recursion.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        pieces.push(match c {
            '*' => Piece::Any,
            '\\' => Piece::Character(characters.next().unwrap_or('\\')),
            c => Piece::Character(c),
        });
    }
    // Which of the pattern's beginnings match what was read of the text.
    let mut reached = vec![false; pieces.len() + 1];
    reached[0] = true;
    for c in std::iter::once(None).chain(text.chars().map(Some)) {
        if let Some(c) = c {
            for at in (0..pieces.len()).rev() {
                reached[at + 1] = match pieces[at] {
                    Piece::Character(wanted) => reached[at] && wanted == c,
                    Piece::Any => reached[at + 1] || reached[at],
                };
            }
            reached[0] = false;
        }
        for at in 0..pieces.len() {
            reached[at + 1] |= reached[at] && pieces[at] == Piece::Any;
        }
    }
    reached[pieces.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let table = [
            ("*.zip", "a.zip", true),
            ("*.zip", ".zip", true),
            ("*.zip", "a.zipx", false),
            ("log-*.txt", "log-1-2.txt", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            ("foo*.*", "foobar.zebra", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("\\\\*", "\\x", true),
            ("", "", true),
            ("*", "", true),
            ("", "x", false),
        ];
        for (pattern, text, matched) in table {
            assert_eq!(matches(pattern, text), matched, "{pattern} {text}");
        }
    }
}
