use jsonata_core::ast::{AstNode, PathStep};
use serde_json::Value;

use super::value;
use crate::data_flow::Query;

/// `$states.input.a.b` or `$name.a.b`: most expressions are no more than that, and need no evaluator.
#[derive(Debug)]
pub(super) struct PlainPath {
    root: Box<str>,
    members: Vec<Box<str>>,
}

impl PlainPath {
    /// The value, where every step meets an object that has the member; anything else is the evaluator's to judge.
    pub(super) fn follow(&self, query: &Query<'_>) -> Option<Value> {
        let members: Vec<&str> = self.members.iter().map(|member| &**member).collect();
        if &*self.root != "states" {
            return descend(query.variables.get(&self.root)?, &members);
        }
        let (first, rest) = members.split_first()?;
        match *first {
            "input" => descend(query.input, rest),
            "result" => descend(query.result?, rest),
            "errorOutput" => descend(query.error_output?, rest),
            "context" => match rest {
                [object, member, rest @ ..] => descend(&query.context.member(object, member)?, rest),
                _ => None,
            },
            _ => None,
        }
    }
}

fn descend(value: &Value, members: &[&str]) -> Option<Value> {
    let found = members.iter().try_fold(value, |value, member| value.as_object()?.get(*member))?;
    Some(value::as_jsonata_gives(found))
}

pub(super) fn plain_path(ast: &AstNode) -> Option<PlainPath> {
    let steps = match ast {
        AstNode::Path { steps } => steps,
        AstNode::Variable(root) => {
            return Some(PlainPath { root: root.as_str().into(), members: Vec::new() });
        }
        _ => return None,
    };
    let (root, members) = steps.split_first()?;
    let AstNode::Variable(root) = &root.node else { return None };
    let members = members.iter().map(plain_member).collect::<Option<Vec<_>>>()?;
    steps.iter().all(is_plain).then(|| PlainPath { root: root.as_str().into(), members })
}

fn plain_member(step: &PathStep) -> Option<Box<str>> {
    match &step.node {
        AstNode::Name(name) => Some(name.as_str().into()),
        _ => None,
    }
}

fn is_plain(step: &PathStep) -> bool {
    step.stages.is_empty() && step.focus.is_none() && step.index_var.is_none() && !step.is_tuple
}
