use std::collections::BTreeSet;

use jsonata_core::parser;
use serde_json::Value;

/// Variables of the state machine that an expression refers to: not `$states`, and none that it binds itself; nothing
/// where it cannot be parsed.
pub fn variables_of(source: &str) -> BTreeSet<String> {
    let tree = parser::parse(source).ok().and_then(|ast| serde_json::to_value(ast).ok());
    let mut names = Names::default();
    names.collect(&tree.unwrap_or_default());
    let Names { mut used, bound } = names;
    used.retain(|name| !name.is_empty() && name != "$" && name != "states" && !bound.contains(name));
    used
}

#[derive(Default)]
struct Names {
    used: BTreeSet<String>,
    bound: BTreeSet<String>,
}

impl Names {
    fn collect(&mut self, tree: &Value) {
        match tree {
            Value::Object(node) => {
                self.used.extend(node.get("Variable").and_then(Value::as_str).map(str::to_owned));
                self.bind(node);
                node.values().for_each(|child| self.collect(child));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            _ => {}
        }
    }

    /// Notes what `:=`, the parameters of a function, `@` and `#` name.
    fn bind(&mut self, node: &serde_json::Map<String, Value>) {
        let assigned = node.get("Binary").filter(|binary| binary["op"] == "ColonEqual");
        let assigned = assigned.and_then(|binary| binary["lhs"]["Variable"].as_str());
        let parameters = node.get("Lambda").and_then(|lambda| lambda["params"].as_array());
        let parameters = parameters.into_iter().flatten().filter_map(Value::as_str);
        let of_steps = ["index_var", "focus"];
        let of_steps = of_steps.iter().filter_map(|name| node.get(*name)).filter_map(Value::as_str);
        let bound = assigned.into_iter().chain(parameters).chain(of_steps);
        self.bound.extend(bound.map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_the_machine_are_told_from_those_of_the_expression() {
        let table: [(&str, &[&str]); 6] = [
            ("$states.input.a + 1", &[]),
            ("$total + $items[0].price", &["items", "total"]),
            ("($x := $y; $x)", &["y"]),
            ("$map($list, function($v) { $v + $offset })", &["list", "offset"]),
            ("$sum($[1])", &[]),
            ("not ( an expression", &[]),
        ];
        for (source, expected) in table {
            assert_eq!(
                variables_of(source).iter().map(String::as_str).collect::<Vec<_>>(),
                expected,
                "{source}"
            );
        }
    }
}
