use std::fmt;
use std::str::FromStr;

use super::{Intrinsic, InvalidIntrinsic};

/// A `JSONPath`, in the dialect of Step Functions: `$..` of the input, `$$..` of the context object, `$name..` of a
/// variable.
///
/// Invariants: begins with `$`; brackets and quotes are closed. What follows the root is the engine's to compile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path(Box<str>);

/// What a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathRoot<'p> {
    /// `$`: the state's input (or result, where the field says so).
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: the variable of this name.
    Variable(&'p str),
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPath {
    /// It begins with something else.
    #[error("path {text:?} does not begin with \"$\"")]
    NoDollar {
        /// The text found.
        text: String,
    },
    /// A bracket or quote without its partner, or a step that names nothing.
    #[error("path {text:?} is not a JSONPath: {reason}")]
    Malformed {
        /// The text found.
        text: String,
        /// What is wrong in it.
        reason: &'static str,
    },
}

impl Path {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it starts from.
    pub fn root(&self) -> PathRoot<'_> {
        match self.0.as_bytes().get(1) {
            Some(b'$') => PathRoot::Context,
            None | Some(b'.' | b'[') => PathRoot::Input,
            Some(_) => PathRoot::Variable(&self.0[1..self.root_end()]),
        }
    }

    /// What follows the root: empty, or beginning with `.` or `[`.
    pub fn steps(&self) -> &str {
        &self.0[self.root_end()..]
    }

    fn root_end(&self) -> usize {
        self.0.find(['.', '[']).unwrap_or(self.0.len())
    }
}

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.starts_with('$') {
            return Err(InvalidPath::NoDollar { text: text.to_owned() });
        }
        match fault(text) {
            Some(reason) => Err(InvalidPath::Malformed { text: text.to_owned(), reason }),
            None => Ok(Self(text.into())),
        }
    }
}

fn fault(text: &str) -> Option<&'static str> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(open), _) if open == c => quote = None,
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') if depth == 0 => return Some("a bracket is closed that was not opened"),
            (None, ']' | ')') => depth -= 1,
            _ => {}
        }
    }
    match (quote, depth) {
        (Some(_), _) => Some("a quote is not closed"),
        (None, 1..) => Some("a bracket is not closed"),
        (None, 0) if text.contains("[]") => Some("\"[]\" names no element"),
        (None, 0) if text.ends_with('.') => Some("it ends in \".\""),
        (None, 0) => None,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path that names exactly one place in the state's data: no `*`, `..`, `,`, `:`, `?` or `@`; not of the context
/// object or a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReferencePath(Path);

/// Why a text is not a reference path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReferencePath {
    /// It is no path at all.
    #[error(transparent)]
    Path(#[from] InvalidPath),
    /// It can name several places, or one that cannot be written.
    #[error("path {text:?} is not a reference path: {reason}")]
    NotOnePlace {
        /// The text found.
        text: String,
        /// What is wrong in it.
        reason: &'static str,
    },
}

impl ReferencePath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The same as a path.
    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

impl FromStr for ReferencePath {
    type Err = InvalidReferencePath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path: Path = text.parse()?;
        let refused = |reason| Err(InvalidReferencePath::NotOnePlace { text: text.to_owned(), reason });
        if path.root() != PathRoot::Input {
            return refused("it must begin with \"$.\" or \"$[\", or be \"$\"");
        }
        if has_operator(text) {
            return refused("\"@\", \"..\", \",\", \":\", \"?\" and \"*\" can name several places");
        }
        Ok(Self(path))
    }
}

fn has_operator(text: &str) -> bool {
    let mut quoted = false;
    let mut before = '$';
    for c in text.chars() {
        quoted ^= c == '\'' || c == '"';
        if !quoted && (",:?*@".contains(c) || (c == '.' && before == '.')) {
            return true;
        }
        before = c;
    }
    false
}

impl fmt::Display for ReferencePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the value of a `.$` key or of a `..Path` field may be.
#[derive(Debug, Clone, PartialEq)]
pub enum PathExpression {
    /// A path.
    Path(Path),
    /// A call of an intrinsic function.
    Intrinsic(Intrinsic),
}

impl FromStr for PathExpression {
    type Err = InvalidIntrinsic;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with('$') {
            return Ok(Self::Path(text.parse().map_err(InvalidIntrinsic::Path)?));
        }
        Ok(Self::Intrinsic(text.parse()?))
    }
}

impl fmt::Display for PathExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Intrinsic(call) => call.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_its_root_and_its_steps() {
        let table = [
            ("$", PathRoot::Input, ""),
            ("$.a.b", PathRoot::Input, ".a.b"),
            ("$['a b'][0]", PathRoot::Input, "['a b'][0]"),
            ("$$", PathRoot::Context, ""),
            ("$$.Execution.Id", PathRoot::Context, ".Execution.Id"),
            ("$plan", PathRoot::Variable("plan"), ""),
            ("$plan.batch[1]", PathRoot::Variable("plan"), ".batch[1]"),
        ];
        for (text, root, steps) in table {
            let path: Path = text.parse().unwrap();
            assert_eq!((path.root(), path.steps()), (root, steps), "{text}");
        }
    }

    #[test]
    fn malformed_paths_are_refused_with_the_reason() {
        for text in ["", "a", "$.a[", "$.a]", "$['a", "$.a[]", "$.", "$.a[?(@.b == 1]"] {
            assert!(text.parse::<Path>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_reference_path_names_one_place() {
        for text in ["$", "$.a.b", "$['a*b']", "$.a[0]"] {
            assert!(text.parse::<ReferencePath>().is_ok(), "{text:?}");
        }
        for text in ["$.a[*]", "$..a", "$.a[0,1]", "$.a[0:1]", "$.a[?(@.b)]", "$$.Execution", "$plan.a"] {
            assert!(text.parse::<ReferencePath>().is_err(), "{text:?}");
        }
    }
}
