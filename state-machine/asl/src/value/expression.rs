use std::fmt;
use std::str::FromStr;

/// A `JSONata` expression, as it stands between `{%` and `%}`, without the white space around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression(Box<str>);

/// Why a text is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExpression {
    /// No `{%` and `%}` around it.
    #[error("text {text:?} is not a JSONata expression, which begins with {{% and ends with %}}")]
    NoDelimiters {
        /// The text found.
        text: String,
    },
    /// Nothing between them.
    #[error("the JSONata expression is empty")]
    Empty,
}

impl Expression {
    /// The expression of this source, given without `{%` and `%}`.
    ///
    /// # Errors
    /// When it is empty or white space.
    pub fn from_source(source: &str) -> Result<Self, InvalidExpression> {
        match source.trim() {
            "" => Err(InvalidExpression::Empty),
            source => Ok(Self(source.into())),
        }
    }

    /// The source, without `{%` and `%}`.
    pub fn source(&self) -> &str {
        &self.0
    }

    /// Whether a text of a definition is meant as an expression: `{%` at its very start and `%}` at its very end.
    pub fn is_meant_by(text: &str) -> bool {
        inside(text).is_some()
    }
}

fn inside(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}")
}

impl FromStr for Expression {
    type Err = InvalidExpression;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let source = inside(text).ok_or_else(|| InvalidExpression::NoDelimiters { text: text.to_owned() })?;
        Self::from_source(source)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{% {} %}}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_what_stands_between_its_delimiters() {
        let parsed: Expression = "{%  $states.input.a  %}".parse().unwrap();
        assert_eq!(parsed.source(), "$states.input.a");
        assert_eq!(parsed.to_string(), "{% $states.input.a %}");
    }

    #[test]
    fn text_with_anything_outside_its_delimiters_is_no_expression() {
        for text in [" {% 1 %}", "{% 1 %} ", "{% 1", "1 %}", "{%}", ""] {
            assert!(!Expression::is_meant_by(text), "{text:?}");
        }
        assert_eq!("{% %}".parse::<Expression>(), Err(InvalidExpression::Empty));
    }
}
