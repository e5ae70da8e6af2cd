use serde_json::Value;

use super::compare::Comparison;
use super::filter::{Base, Filter, Operand, Relative};
use super::parse::{MAX_DEPTH, Parsed, Parser};

/// Operators of the dialect's library that the service does not take. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>.
const NOT_SUPPORTED: [(&str, &str); 6] = [
    ("=~", "filtering by regular expression is not supported by Step Functions"),
    ("subsetof", "the operator subsetof is not supported by Step Functions"),
    ("anyof", "the operator anyof is not supported by Step Functions"),
    ("noneof", "the operator noneof is not supported by Step Functions"),
    ("size", "the operator size is not supported by Step Functions"),
    ("empty", "the operator empty is not supported by Step Functions"),
];

impl Parser<'_> {
    /// `(..)` after `?`.
    pub(super) fn filter(&mut self) -> Parsed<Filter> {
        self.expect("(", "\"(\" is expected")?;
        let filter = self.any()?;
        self.expect(")", "\")\" is expected")?;
        Ok(filter)
    }

    fn any(&mut self) -> Parsed<Filter> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("filters are nested deeper than 16"));
        }
        let any = self.list("||", Self::every)?;
        self.depth -= 1;
        Ok(one_or(any, Filter::Or))
    }

    fn every(&mut self) -> Parsed<Filter> {
        Ok(one_or(self.list("&&", Self::condition)?, Filter::And))
    }

    fn list(
        &mut self,
        separator: &str,
        mut part: impl FnMut(&mut Self) -> Parsed<Filter>,
    ) -> Parsed<Vec<Filter>> {
        let mut parts = vec![part(self)?];
        loop {
            self.skip_space();
            if !self.take(separator) {
                return Ok(parts);
            }
            parts.push(part(self)?);
        }
    }

    fn condition(&mut self) -> Parsed<Filter> {
        let mut negations = 0_usize;
        self.skip_space();
        while self.take("!") {
            negations += 1;
            self.skip_space();
        }
        let condition = if self.take("(") {
            let inside = self.any()?;
            self.expect(")", "\")\" is expected")?;
            inside
        } else {
            self.comparison()?
        };
        Ok(if negations.is_multiple_of(2) { condition } else { Filter::Not(Box::new(condition)) })
    }

    fn comparison(&mut self) -> Parsed<Filter> {
        let left = self.operand()?;
        self.skip_space();
        if let Some((_, reason)) = NOT_SUPPORTED.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            return Err(self.fault(reason));
        }
        let sign = Comparison::ALL.into_iter().find(|(_, sign)| self.take(sign));
        match (sign, left) {
            (Some((comparison, _)), left) => Ok(Filter::Compare(left, comparison, self.operand()?)),
            (None, Operand::Path(path)) => Ok(Filter::Exists(path)),
            (None, Operand::Literal(_)) => {
                Err(self.fault("one of ==, !=, <, <=, >, >=, in, nin and contains is expected"))
            }
        }
    }

    fn operand(&mut self) -> Parsed<Operand> {
        self.skip_space();
        match self.rest().chars().next() {
            Some('@') => self.relative("@", Base::Element),
            Some('$') => self.relative("$", Base::Document),
            Some('\'' | '"') => Ok(Operand::Literal(self.quoted()?.into())),
            Some('[') => self.literals(),
            _ => self.word(),
        }
    }

    fn relative(&mut self, sign: &str, base: Base) -> Parsed<Operand> {
        self.take(sign);
        match self.steps()? {
            (steps, None) => Ok(Operand::Path(Relative { base, steps })),
            (_, Some(_)) => Err(self.fault("a filter calls no functions")),
        }
    }

    fn literals(&mut self) -> Parsed<Operand> {
        self.take("[");
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.take("]") {
                return Ok(Operand::Literal(Value::Array(items)));
            }
            let item = if self.rest().starts_with(['\'', '"']) {
                Operand::Literal(self.quoted()?.into())
            } else {
                self.word()?
            };
            let Operand::Literal(item) = item else { return Err(self.fault("a literal is expected")) };
            items.push(item);
            self.skip_space();
            if !self.take(",") && !self.rest().starts_with(']') {
                return Err(self.fault("\",\" or \"]\" is expected"));
            }
        }
    }

    fn word(&mut self) -> Parsed<Operand> {
        let word = self.take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        match serde_json::from_str::<Value>(word) {
            Ok(value) => Ok(Operand::Literal(value)),
            Err(_) => Err(self.fault("a path, text, number, true, false or null is expected")),
        }
    }
}

/// A list of one part is that part.
fn one_or(mut parts: Vec<Filter>, combine: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => combine(parts.into_iter().chain(last).collect()),
    }
}
