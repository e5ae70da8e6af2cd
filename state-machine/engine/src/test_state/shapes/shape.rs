/// What a value of an API is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// An object with these members.
    Structure(Vec<Member>),
    /// A list of values of this shape.
    List(usize),
    /// An object whose members all have this shape.
    Map(usize),
    /// A text of this length, in characters.
    Text(Range),
    /// One of these texts.
    Enumeration(Vec<&'static str>),
    /// A number in this range.
    Number(Range),
    /// `true` or `false`.
    Boolean,
    /// Bytes, written as text, of this length.
    Blob(Range),
    /// A time, written as text.
    Timestamp,
    /// Any JSON.
    Document,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) is_required: bool,
    pub(super) shape: usize,
}

/// Least and most, where there are limits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Range {
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
}

impl Shape {
    /// A line of the table: a letter for the kind, then what the kind has.
    pub(super) fn of(line: &'static str) -> Option<Self> {
        let (kind, rest) = line.split_at_checked(1)?;
        Some(match kind {
            "s" => Self::Structure(rest.split_whitespace().map(member).collect::<Option<_>>()?),
            "l" => Self::List(rest.parse().ok()?),
            "m" => Self::Map(rest.parse().ok()?),
            "t" => Self::Text(range(rest)?),
            "e" => Self::Enumeration(rest.split('|').collect()),
            "n" => Self::Number(range(rest)?),
            "b" => Self::Boolean,
            "o" => Self::Blob(range(rest)?),
            "d" => Self::Timestamp,
            "a" => Self::Document,
            _ => return None,
        })
    }

    /// The shapes that it is made of.
    #[cfg(test)]
    pub(super) fn leads_to(&self) -> Vec<usize> {
        match self {
            Self::Structure(members) => members.iter().map(|member| member.shape).collect(),
            Self::List(shape) | Self::Map(shape) => vec![*shape],
            _ => Vec::new(),
        }
    }
}

/// `Name:3`, or `!Name:3` where it is required.
fn member(text: &'static str) -> Option<Member> {
    let (name, shape) = text.split_once(':')?;
    let required = name.strip_prefix('!');
    Some(Member {
        name: required.unwrap_or(name),
        is_required: required.is_some(),
        shape: shape.parse().ok()?,
    })
}

/// Nothing, or least and most with a `,` between them, each of which may be absent.
fn range(text: &str) -> Option<Range> {
    if text.is_empty() {
        return Some(Range::default());
    }
    let (least, most) = text.split_once(',')?;
    let limit = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    Some(Range { least: limit(least)?, most: limit(most)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_is_a_shape() {
        let least = |least| Range { least: Some(least), most: None };
        let member = |name, is_required, shape| Member { name, is_required, shape };
        assert_eq!(
            Shape::of("sA:1 !B:2"),
            Some(Shape::Structure(vec![member("A", false, 1), member("B", true, 2)]))
        );
        assert_eq!(Shape::of("s"), Some(Shape::Structure(Vec::new())));
        assert_eq!(Shape::of("t1,"), Some(Shape::Text(least(1.0))));
        assert_eq!(Shape::of("n,-2.5"), Some(Shape::Number(Range { least: None, most: Some(-2.5) })));
        assert_eq!(Shape::of("eA B|C"), Some(Shape::Enumeration(vec!["A B", "C"])));
        assert_eq!(Shape::of("l7"), Some(Shape::List(7)));
        for broken in ["", "x", "l", "sA", "t1"] {
            assert_eq!(Shape::of(broken), None, "{broken}");
        }
    }
}
