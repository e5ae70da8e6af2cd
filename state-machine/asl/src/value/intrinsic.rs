use std::fmt;
use std::str::FromStr;

use super::{InvalidPath, Path};

/// A call of an intrinsic function, as in `States.Format('{} of {}', $.done, States.ArrayLength($.all))`.
#[derive(Debug, Clone, PartialEq)]
pub struct Intrinsic {
    /// Name of the function, with its `States.`.
    pub name: Box<str>,
    /// Its arguments, in order.
    pub arguments: Vec<IntrinsicArgument>,
}

/// One argument of an intrinsic function.
#[derive(Debug, Clone, PartialEq)]
pub enum IntrinsicArgument {
    /// `'text'`; the escapes `\'`, `\\`, `\{` and `\}` are kept, since `States.Format` reads the latter two.
    Text(Box<str>),
    /// A number.
    Number(serde_json::Number),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// A path.
    Path(Path),
    /// The result of another call.
    Call(Intrinsic),
}

/// Why a text is not a call of an intrinsic function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIntrinsic {
    /// A path in it is wrong.
    #[error(transparent)]
    Path(#[from] InvalidPath),
    /// Something else is.
    #[error("{text:?} is not a call of an intrinsic function: {reason} at character {at}")]
    Malformed {
        /// The text found.
        text: String,
        /// What is wrong.
        reason: &'static str,
        /// Where, in bytes from 0.
        at: usize,
    },
    /// A name that is no function's.
    #[error("there is no intrinsic function {name}, there are {}", Intrinsic::NAMES.join(", "))]
    Unknown {
        /// The name found.
        name: String,
    },
}

impl Intrinsic {
    /// Every function of the language.
    pub const NAMES: [&str; 18] = [
        "States.Array",
        "States.ArrayContains",
        "States.ArrayGetItem",
        "States.ArrayLength",
        "States.ArrayPartition",
        "States.ArrayRange",
        "States.ArrayUnique",
        "States.Base64Decode",
        "States.Base64Encode",
        "States.Format",
        "States.Hash",
        "States.JsonMerge",
        "States.JsonToString",
        "States.MathAdd",
        "States.MathRandom",
        "States.StringSplit",
        "States.StringToJson",
        "States.UUID",
    ];

    /// Deepest nesting of calls that the language allows.
    pub const MAX_DEPTH: usize = 10;
}

impl FromStr for Intrinsic {
    type Err = InvalidIntrinsic;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { text, at: 0 };
        let call = parser.call(1)?;
        parser.skip_space();
        if parser.rest().is_empty() { Ok(call) } else { Err(parser.fault("there is more text")) }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn fault(&self, reason: &'static str) -> InvalidIntrinsic {
        InvalidIntrinsic::Malformed { text: self.text.to_owned(), reason, at: self.at }
    }

    fn take(&mut self, expected: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(expected);
        self.at += if found { expected.len_utf8() } else { 0 };
        found
    }

    fn call(&mut self, depth: usize) -> Result<Intrinsic, InvalidIntrinsic> {
        if depth > Intrinsic::MAX_DEPTH {
            return Err(self.fault("calls are nested deeper than 10"));
        }
        self.skip_space();
        let length =
            self.rest().find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(self.rest().len());
        let name = &self.rest()[..length];
        if !Intrinsic::NAMES.contains(&name) {
            return Err(InvalidIntrinsic::Unknown { name: name.to_owned() });
        }
        self.at += length;
        if !self.take('(') {
            return Err(self.fault("\"(\" is missing"));
        }
        Ok(Intrinsic { name: name.into(), arguments: self.arguments(depth)? })
    }

    fn arguments(&mut self, depth: usize) -> Result<Vec<IntrinsicArgument>, InvalidIntrinsic> {
        let mut arguments = Vec::new();
        if self.take(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.argument(depth)?);
            if self.take(')') {
                return Ok(arguments);
            }
            if !self.take(',') {
                return Err(self.fault("\",\" or \")\" is missing"));
            }
        }
    }

    fn argument(&mut self, depth: usize) -> Result<IntrinsicArgument, InvalidIntrinsic> {
        self.skip_space();
        match self.rest().chars().next() {
            Some('\'') => self.quoted(),
            Some('$') => self.path(),
            Some('S') => self.call(depth + 1).map(IntrinsicArgument::Call),
            _ => self.word(),
        }
    }

    fn quoted(&mut self) -> Result<IntrinsicArgument, InvalidIntrinsic> {
        let start = self.at + 1;
        let mut characters = self.text[start..].char_indices();
        while let Some((offset, c)) = characters.next() {
            match c {
                '\'' => {
                    self.at = start + offset + 1;
                    return Ok(IntrinsicArgument::Text(self.text[start..start + offset].into()));
                }
                '\\' if !matches!(characters.next(), Some((_, '\'' | '\\' | '{' | '}'))) => {
                    self.at = start + offset;
                    return Err(self.fault("only \\', \\\\, \\{ and \\} are escapes"));
                }
                _ => {}
            }
        }
        Err(self.fault("a quote is not closed"))
    }

    fn path(&mut self) -> Result<IntrinsicArgument, InvalidIntrinsic> {
        let rest = self.rest();
        let mut depth = 0_usize;
        let mut quote = None;
        let mut end = rest.len();
        for (offset, c) in rest.char_indices() {
            match (quote, c) {
                (Some(open), _) if open == c => quote = None,
                (None, '\'' | '"') => quote = Some(c),
                (None, ',' | ')') if depth == 0 => {
                    end = offset;
                    break;
                }
                (None, '[' | '(') => depth += 1,
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let path = rest[..end].trim_end().parse()?;
        self.at += end;
        Ok(IntrinsicArgument::Path(path))
    }

    fn word(&mut self) -> Result<IntrinsicArgument, InvalidIntrinsic> {
        let rest = self.rest();
        let end = rest.find([',', ')']).unwrap_or(rest.len());
        let argument = match rest[..end].trim_end() {
            "true" => IntrinsicArgument::Boolean(true),
            "false" => IntrinsicArgument::Boolean(false),
            "null" => IntrinsicArgument::Null,
            number => IntrinsicArgument::Number(
                serde_json::from_str(number)
                    .map_err(|_| self.fault("an argument is no text, number, path or call"))?,
            ),
        };
        self.at += end;
        Ok(argument)
    }
}

impl fmt::Display for Intrinsic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (at, argument) in self.arguments.iter().enumerate() {
            write!(f, "{}{argument}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for IntrinsicArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(value) => value.fmt(f),
            Self::Null => f.write_str("null"),
            Self::Path(path) => path.fmt(f),
            Self::Call(call) => call.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_calls_are_parsed_and_written_again() {
        let text = r"States.Format('it\'s {} of {}', $.a['x, y)'], States.MathAdd($$.n, -1.5), true, null)";
        let call: Intrinsic = text.parse().unwrap();
        assert_eq!(call.arguments.len(), 5);
        assert_eq!(call.to_string(), text);
    }

    #[test]
    fn faulty_calls_are_refused() {
        let table = [
            "States.Nope()",
            "States.Format('a'",
            "States.Format('a",
            "States.Format('a' 'b')",
            "States.Format(a)",
            "States.UUID() x",
            "States.Format",
            r"States.StringToJson('{\x}')",
            "States.Array($.a[)",
        ];
        for text in table {
            assert!(text.parse::<Intrinsic>().is_err(), "{text}");
        }
        let deep = format!("{}1{}", "States.Array(".repeat(11), ")".repeat(11));
        assert!(deep.parse::<Intrinsic>().is_err());
    }
}
