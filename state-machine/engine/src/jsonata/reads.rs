use std::collections::BTreeSet;

use serde_json::Value;

use super::function;

/// What an expression reads: only this is handed to the evaluator, since each value costs a conversion.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Members of `$states`; each of them where the expression uses `$states` as a whole.
    pub(super) states: BTreeSet<Box<str>>,
    /// Variables of the state machine.
    pub(super) variables: BTreeSet<Box<str>>,
    /// Whether it names a function of ours.
    pub(super) functions: bool,
}

impl Reads {
    pub(super) fn collect(&mut self, tree: &Value) {
        match tree {
            Value::Object(node) => match node.get("Path").and_then(|path| self.states_member(path)) {
                Some(rest) => rest.iter().for_each(|step| self.collect(step)),
                None => self.collect_node(node),
            },
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            _ => {}
        }
    }

    /// Notes the member where a path begins with `$states.member`; gives back what else the path holds.
    fn states_member<'t>(&mut self, path: &'t Value) -> Option<&'t [Value]> {
        let steps = path.get("steps")?.as_array()?;
        let [root, member, ..] = steps.as_slice() else { return None };
        if root.get("node")?.get("Variable")? != "states" {
            return None;
        }
        self.states.insert(member.get("node")?.get("Name")?.as_str()?.into());
        Some(&steps[1..])
    }

    fn collect_node(&mut self, node: &serde_json::Map<String, Value>) {
        let called = node.get("Function").and_then(|call| call.get("name")).or_else(|| node.get("Variable"));
        self.functions |= called.and_then(Value::as_str).is_some_and(|name| function::NAMES.contains(&name));
        match node.get("Variable").and_then(Value::as_str) {
            Some("states") => {
                self.states.extend(["input", "result", "errorOutput", "context"].map(Into::into));
            }
            Some(name) => {
                self.variables.insert(name.into());
            }
            None => node.values().for_each(|value| self.collect(value)),
        }
    }
}
