use super::function::Function;
use super::{InvalidPath, Step};

/// Deepest nesting of filters and their parentheses; a limit of ours, so that hostile text cannot exhaust the stack.
pub(super) const MAX_DEPTH: usize = 16;

pub(super) type Parsed<T> = Result<T, InvalidPath>;

/// Parses what follows the root of a path.
pub(super) fn steps(text: &str) -> Parsed<(Vec<Step>, Option<Function>)> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let (steps, function) = parser.steps()?;
    if parser.rest().is_empty() { Ok((steps, function)) } else { Err(parser.fault("a step is expected")) }
}

pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    pub(super) depth: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn fault(&self, reason: &'static str) -> InvalidPath {
        InvalidPath { text: self.text.to_owned(), reason, at: self.at }
    }

    pub(super) fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    pub(super) fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    pub(super) fn expect(&mut self, expected: &str, reason: &'static str) -> Parsed<()> {
        self.skip_space();
        if self.take(expected) { Ok(()) } else { Err(self.fault(reason)) }
    }

    /// As long as one of these characters follows.
    pub(super) fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Steps up to the first character that begins none.
    pub(super) fn steps(&mut self) -> Parsed<(Vec<Step>, Option<Function>)> {
        let mut steps = Vec::new();
        loop {
            if self.take("..") {
                steps.push(Step::Descendants);
                if !self.rest().starts_with('[') {
                    steps.push(self.dotted()?);
                }
            } else if self.take(".") {
                let step = self.dotted()?;
                if self.take("()") {
                    return Ok((steps, Some(self.function(&step)?)));
                }
                steps.push(step);
            } else if self.take("[") {
                steps.push(self.bracketed()?);
            } else {
                return Ok((steps, None));
            }
        }
    }

    fn function(&self, step: &Step) -> Parsed<Function> {
        match step {
            Step::Names(names) => Function::named(&names[0]),
            _ => None,
        }
        .ok_or_else(|| {
            self.fault("there is no such function; length, min, max, avg, sum and keys are allowed")
        })
    }

    fn dotted(&mut self) -> Parsed<Step> {
        if self.take("*") {
            return Ok(Step::All);
        }
        let name = self.take_while(|c| !c.is_whitespace() && !".[]()=!<>&|,'\"*?@".contains(c));
        if name.is_empty() {
            Err(self.fault("a name is expected"))
        } else {
            Ok(Step::Names(vec![name.into()]))
        }
    }

    fn bracketed(&mut self) -> Parsed<Step> {
        self.skip_space();
        let step = match self.rest().chars().next() {
            Some('*') => {
                self.take("*");
                Step::All
            }
            Some('?') => {
                self.take("?");
                Step::Filter(Box::new(self.filter()?))
            }
            Some('\'' | '"') => self.names()?,
            _ => self.positions()?,
        };
        self.expect("]", "\"]\" is expected")?;
        Ok(step)
    }

    fn names(&mut self) -> Parsed<Step> {
        let mut names = Vec::new();
        loop {
            self.skip_space();
            names.push(self.quoted()?.into());
            self.skip_space();
            if !self.take(",") {
                return Ok(Step::Names(names));
            }
        }
    }

    /// A text in quotes of either kind; before its quote or another `\`, `\` takes that character as it is.
    pub(super) fn quoted(&mut self) -> Parsed<String> {
        let mut characters = self.rest().char_indices();
        let Some((_, quote @ ('\'' | '"'))) = characters.next() else {
            return Err(self.fault("a quoted text is expected"));
        };
        let mut text = String::new();
        while let Some((offset, c)) = characters.next() {
            match c {
                '\\' => match characters.next() {
                    Some((_, escaped)) if escaped == quote || escaped == '\\' => text.push(escaped),
                    other => text.extend(std::iter::once(c).chain(other.map(|(_, kept)| kept))),
                },
                _ if c == quote => {
                    self.at += offset + c.len_utf8();
                    return Ok(text);
                }
                _ => text.push(c),
            }
        }
        Err(self.fault("a quote is not closed"))
    }

    fn positions(&mut self) -> Parsed<Step> {
        let first = self.position()?;
        self.skip_space();
        if self.take(":") {
            return Ok(Step::Slice(first, self.position()?));
        }
        let mut indexes = vec![first.ok_or_else(|| self.fault("a name, position or filter is expected"))?];
        while self.take(",") {
            indexes.push(self.position()?.ok_or_else(|| self.fault("a position is expected"))?);
            self.skip_space();
        }
        Ok(Step::Indexes(indexes))
    }

    fn position(&mut self) -> Parsed<Option<i64>> {
        self.skip_space();
        match self.take_while(|c| c == '-' || c.is_ascii_digit()) {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| self.fault("a position is a whole number")),
        }
    }
}
