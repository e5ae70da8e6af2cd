use std::fmt::Display;

use apoyo_asl::{Comparison, Condition, Dynamic, Is, Operand, Operator, Order, Test};

/// A rule of a Choice in short, as people write conditions: `$.n > 5 and $.name is present`.
pub(super) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Jsonata(Dynamic::Value(value)) => value.to_string(),
        Condition::Jsonata(Dynamic::Expression(expression)) => one_line(expression.source()),
        Condition::Jsonata(Dynamic::Path(path)) => path.to_string(),
        Condition::Test(test) => of_test(test),
    }
}

fn of_test(test: &Test) -> String {
    match test {
        Test::And(tests) => joined(tests, " and "),
        Test::Or(tests) => joined(tests, " or "),
        Test::Not(test) => format!("not ({})", of_test(test)),
        Test::Compare(comparison) => compared(comparison),
    }
}

fn joined(tests: &[Test], word: &str) -> String {
    let inside = |test: &Test| match test {
        Test::And(tests) | Test::Or(tests) if tests.len() > 1 => format!("({})", of_test(test)),
        _ => of_test(test),
    };
    tests.iter().map(inside).collect::<Vec<_>>().join(word)
}

fn compared(comparison: &Comparison) -> String {
    let variable = &comparison.variable;
    match &comparison.operator {
        Operator::String(order, with) => {
            ordered(variable, *order, &operand(with, |text| format!("{text:?}")))
        }
        Operator::Numeric(order, with) => ordered(variable, *order, &operand(with, ToString::to_string)),
        Operator::Timestamp(order, with) => ordered(variable, *order, &operand(with, ToString::to_string)),
        Operator::Boolean(with) => ordered(variable, Order::Equals, &operand(with, ToString::to_string)),
        Operator::StringMatches(pattern) => format!("{variable} matches {pattern:?}"),
        Operator::Is(is, true) => format!("{variable} is {}", word(*is)),
        Operator::Is(is, false) => format!("{variable} is not {}", word(*is)),
    }
}

fn operand<T>(operand: &Operand<T>, written: impl Fn(&T) -> String) -> String {
    match operand {
        Operand::Value(value) => written(value),
        Operand::Path(path) => path.to_string(),
    }
}

fn ordered(variable: &impl Display, order: Order, with: &str) -> String {
    let sign = match order {
        Order::Equals => "=",
        Order::LessThan => "<",
        Order::GreaterThan => ">",
        Order::LessThanEquals => "≤",
        Order::GreaterThanEquals => "≥",
    };
    format!("{variable} {sign} {with}")
}

const fn word(is: Is) -> &'static str {
    match is {
        Is::Null => "null",
        Is::Present => "present",
        Is::Numeric => "a number",
        Is::String => "a string",
        Is::Boolean => "a boolean",
        Is::Timestamp => "a timestamp",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::chart;
    use serde_json::{Value, json};

    fn label(mut rule: Value, language: &str) -> String {
        rule["Next"] = "B".into();
        let chart = chart(&json!({"QueryLanguage": language, "StartAt": "A", "States": {
            "A": {"Type": "Choice", "Choices": [rule]}, "B": {"Type": "Succeed"}}}));
        chart.edges[1].labels[0].clone()
    }

    #[test]
    fn rules_read_as_people_write_conditions() {
        let table = [
            (json!({"Variable": "$.n", "NumericGreaterThan": 5}), "$.n > 5"),
            (json!({"Variable": "$.n", "NumericLessThanEqualsPath": "$.most"}), "$.n ≤ $.most"),
            (json!({"Variable": "$.s", "StringEquals": "a \"b\""}), "$.s = \"a \\\"b\\\"\""),
            (json!({"Variable": "$.s", "StringMatches": "*.log"}), "$.s matches \"*.log\""),
            (json!({"Variable": "$.s", "IsPresent": false}), "$.s is not present"),
            (json!({"Not": {"Variable": "$.b", "BooleanEquals": true}}), "not ($.b = true)"),
            (
                json!({"And": [{"Variable": "$.a", "IsNull": true}, {"Or": [
                    {"Variable": "$.b", "BooleanEquals": true}, {"Variable": "$.c", "BooleanEquals": true}]}]}),
                "$.a is null and ($.b = true or $.c = true)",
            ),
        ];
        for (rule, expected) in table {
            assert_eq!(label(rule, "JSONPath"), expected);
        }
        assert_eq!(label(json!({"Condition": "{% $n >\n   5 %}"}), "JSONata"), "$n > 5");
    }
}
