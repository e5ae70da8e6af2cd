use serde_json::{Number, Value};

use crate::read::Fields;
use crate::{Dynamic, Path, QueryLanguage, StateName, Template, Timestamp};

/// One way out of a Choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceRule {
    /// For people.
    pub comment: Option<String>,
    /// When it is taken.
    pub condition: Condition,
    /// Where it leads.
    pub next: StateName,
    /// Variables to set when it is taken.
    pub assign: Option<Template>,
    /// `JSONata`: the output when it is taken; default the input.
    pub output: Option<Template>,
}

/// When a rule is taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// `JSONata`: `Condition`, a boolean or an expression of one.
    Jsonata(Dynamic<bool>),
    /// `JSONPath`: a test of the state's input.
    Test(Test),
}

/// A tree of comparisons.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// All of these, at least one.
    And(Vec<Test>),
    /// One of these, at least one.
    Or(Vec<Test>),
    /// Not this.
    Not(Box<Test>),
    /// A comparison.
    Compare(Comparison),
}

/// A value of the input compared with another.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Where the value is.
    pub variable: Path,
    /// What it is compared with, and how.
    pub operator: Operator,
}

/// How a value is compared, and with what.
#[derive(Debug, Clone, PartialEq)]
pub enum Operator {
    /// `StringEquals`, `StringLessThanPath` and the like.
    String(Order, Operand<String>),
    /// `NumericEquals` and the like.
    Numeric(Order, Operand<Number>),
    /// `TimestampEquals` and the like.
    Timestamp(Order, Operand<Timestamp>),
    /// `BooleanEquals` and `BooleanEqualsPath`.
    Boolean(Operand<bool>),
    /// `StringMatches`: `*` stands for any characters, `\*` for itself.
    StringMatches(String),
    /// `IsNull` and the like: whether it is, compared with this.
    Is(Is, bool),
}

/// How two values must lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Equal.
    Equals,
    /// Less.
    LessThan,
    /// Greater.
    GreaterThan,
    /// Less or equal.
    LessThanEquals,
    /// Greater or equal.
    GreaterThanEquals,
}

/// The other side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand<T> {
    /// Written in the definition.
    Value(T),
    /// In the state's input.
    Path(Path),
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Is {
    /// `null`.
    Null,
    /// There at all.
    Present,
    /// A number.
    Numeric,
    /// A string.
    String,
    /// `true` or `false`.
    Boolean,
    /// A string that is a timestamp.
    Timestamp,
}

impl Order {
    /// Each with its part of an operator's name.
    pub(crate) const ALL: [(Self, &str); 5] = [
        (Self::Equals, "Equals"),
        (Self::LessThan, "LessThan"),
        (Self::GreaterThan, "GreaterThan"),
        (Self::LessThanEquals, "LessThanEquals"),
        (Self::GreaterThanEquals, "GreaterThanEquals"),
    ];
}

impl Is {
    /// Each with its operator's name.
    pub(crate) const ALL: [(Self, &str); 6] = [
        (Self::Null, "IsNull"),
        (Self::Present, "IsPresent"),
        (Self::Numeric, "IsNumeric"),
        (Self::String, "IsString"),
        (Self::Boolean, "IsBoolean"),
        (Self::Timestamp, "IsTimestamp"),
    ];
}

impl ChoiceRule {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let next = fields.required_state_name("Next");
        let assign = fields.assign();
        let (condition, output) = match fields.language() {
            QueryLanguage::Jsonata => (read_condition(fields), fields.template("Output")),
            QueryLanguage::JsonPath => (Test::read(fields).map(Condition::Test), None),
        };
        let comment = fields.text("Comment");
        fields.finish();
        Some(Self { comment, condition: condition?, next: next?, assign, output })
    }
}

fn read_condition(fields: &Fields<'_>) -> Option<Condition> {
    if fields.get("Condition").is_none() {
        return fields.refuse("The field 'Condition' is required but was missing");
    }
    fields.dynamic_here("Condition", Fields::boolean).map(Condition::Jsonata)
}

impl Test {
    /// Reads the test of a rule, or one inside another: `And`, `Or`, `Not`, or `Variable` with one operator.
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let inner = |fields: Fields<'_>| {
            let test = Self::read(&fields);
            fields.text("Comment");
            fields.finish();
            test
        };
        let many = |name| match fields.elements(name, inner) {
            Some(tests) if tests.is_empty() => {
                fields.refuse_field(name, "at least 1 rule is required, there are 0".to_owned())
            }
            tests => tests,
        };
        let written: Vec<&str> =
            ["And", "Or", "Not", "Variable"].into_iter().filter(|name| fields.has(name)).collect();
        match written[..] {
            ["And"] => many("And").map(Self::And),
            ["Or"] => many("Or").map(Self::Or),
            ["Not"] => fields.object("Not").and_then(inner).map(|test| Self::Not(Box::new(test))),
            ["Variable"] => Comparison::read(fields).map(Self::Compare),
            _ => fields.refuse("a choice rule has exactly one of the fields [And, Or, Not, Variable]"),
        }
    }
}

impl Comparison {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let variable = fields.parsed::<Path>("Variable");
        let written: Vec<&str> = fields.names().filter(|name| Operator::is_name(name)).collect();
        let [name] = written[..] else {
            return fields.refuse(&format!(
                "a choice rule with 'Variable' has exactly one comparison operator, this one has [{}]",
                written.join(", ")
            ));
        };
        let operator = Operator::read(fields, name);
        Some(Self { variable: variable?, operator: operator? })
    }
}

impl Operator {
    fn is_name(name: &str) -> bool {
        let ordered = |kind: &str| {
            name.strip_prefix(kind).is_some_and(|rest| {
                let order = rest.strip_suffix("Path").unwrap_or(rest);
                Order::ALL.iter().any(|(_, word)| *word == order)
            })
        };
        ["String", "Numeric", "Timestamp"].into_iter().any(ordered)
            || ["BooleanEquals", "BooleanEqualsPath", "StringMatches"].contains(&name)
            || Is::ALL.iter().any(|(_, word)| *word == name)
    }

    fn read(fields: &Fields<'_>, name: &str) -> Option<Self> {
        if let Some((is, word)) = Is::ALL.into_iter().find(|(_, word)| *word == name) {
            return fields.boolean(word).map(|value| Self::Is(is, value));
        }
        match name {
            "StringMatches" => fields.text("StringMatches").map(Self::StringMatches),
            "BooleanEquals" => {
                fields.boolean("BooleanEquals").map(|value| Self::Boolean(Operand::Value(value)))
            }
            "BooleanEqualsPath" => {
                fields.parsed("BooleanEqualsPath").map(|path| Self::Boolean(Operand::Path(path)))
            }
            _ => Self::read_ordered(fields, name),
        }
    }

    fn read_ordered(fields: &Fields<'_>, name: &str) -> Option<Self> {
        let bare = name.strip_suffix("Path").unwrap_or(name);
        let order = |kind: &str| {
            let word = bare.strip_prefix(kind)?;
            Order::ALL.into_iter().find(|(_, known)| *known == word).map(|(order, _)| order)
        };
        if let Some(order) = order("String") {
            return operand(fields, name, Fields::text).map(|with| Self::String(order, with));
        }
        if let Some(order) = order("Numeric") {
            return operand(fields, name, Fields::json_number).map(|with| Self::Numeric(order, with));
        }
        let order = order("Timestamp")?;
        operand(fields, name, Fields::parsed).map(|with| Self::Timestamp(order, with))
    }

    /// The name of the field that holds this operator, and its value.
    pub(crate) fn written(&self) -> (String, Value) {
        match self {
            Self::String(order, operand) => operand.written("String", *order, |text| text.clone().into()),
            Self::Numeric(order, operand) => {
                operand.written("Numeric", *order, |number| number.clone().into())
            }
            Self::Timestamp(order, operand) => {
                operand.written("Timestamp", *order, |time| time.as_str().into())
            }
            Self::Boolean(operand) => operand.written("Boolean", Order::Equals, |value| (*value).into()),
            Self::StringMatches(pattern) => ("StringMatches".to_owned(), pattern.clone().into()),
            Self::Is(is, value) => {
                let name = Is::ALL.iter().find(|(known, _)| known == is).map_or("", |(_, name)| name);
                (name.to_owned(), (*value).into())
            }
        }
    }
}

impl<T> Operand<T> {
    fn written(&self, kind: &str, order: Order, write: impl Fn(&T) -> Value) -> (String, Value) {
        let word = Order::ALL.iter().find(|(known, _)| *known == order).map_or("", |(_, word)| word);
        match self {
            Self::Value(value) => (format!("{kind}{word}"), write(value)),
            Self::Path(path) => (format!("{kind}{word}Path"), path.as_str().into()),
        }
    }
}

/// The other side of a comparison: a path where the operator's name ends in `Path`, else the value itself.
fn operand<'d, T>(
    fields: &Fields<'d>,
    name: &str,
    read: impl FnOnce(&Fields<'d>, &str) -> Option<T>,
) -> Option<Operand<T>> {
    if name.ends_with("Path") {
        return fields.parsed(name).map(Operand::Path);
    }
    read(fields, name).map(Operand::Value)
}
