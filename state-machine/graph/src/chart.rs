//! What there is to draw: states and what leads from one to another, with every text in full.

mod caption;
mod condition;
mod edges;

use apoyo_asl::{Definition, Flow, Retrier, State, StateKind, StateName};

use caption::caption;
use edges::edges;

/// The states of one flow, and the edges between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The start, where it is the machine's own flow; then the states, in the order of the text; then the end.
    pub nodes: Vec<Node>,
    /// What leads where, in the order of the text; one for all that lead from one state to another in the same way.
    pub edges: Vec<Edge>,
}

/// A point of a flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Where the machine begins.
    Start,
    /// Where the machine ends well.
    End,
    /// A state.
    State(Box<StateNode>),
}

/// Names a state of a chart, also where a definition has one name twice: its position in the whole definition, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A state, as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct StateNode {
    /// Its position in the whole definition.
    pub id: NodeId,
    /// Its name.
    pub name: StateName,
    /// Its `Type`.
    pub type_name: &'static str,
    /// Its type, and what is most worth knowing of it: `Task · lambda:invoke · list`.
    pub caption: String,
    /// What it tries again, one line for each retrier; empty for none.
    pub retries: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// The flows in it: the branches of a Parallel, the processor of a Map.
    pub parts: Vec<Chart>,
    /// Whether they run as executions of their own, of which its history does not tell: those of a Distributed Map.
    pub runs_apart: bool,
}

/// What leads from one node of a chart to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Position of the node that it leads from.
    pub from: usize,
    /// Position of the node that it leads to.
    pub to: usize,
    /// In which case it is taken.
    pub kind: EdgeKind,
    /// Conditions of the rules, or names of the errors, each in full; empty for what needs none.
    pub labels: Vec<String>,
}

/// In which case an edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EdgeKind {
    /// Always: `StartAt`, `Next`, `End`.
    Next,
    /// Where a rule of a Choice holds, or none does.
    Choice,
    /// After an error.
    Catch,
}

impl Chart {
    /// The chart of a definition.
    pub fn of(definition: &Definition) -> Self {
        let mut next = 0;
        let inner = Self::of_flow(&definition.flow, &mut next);
        inner.with_ends(&definition.flow)
    }

    /// Every state, also those in others.
    pub fn states(&self) -> Vec<&StateNode> {
        let own = self.nodes.iter().filter_map(|node| match node {
            Node::State(state) => Some(&**state),
            Node::Start | Node::End => None,
        });
        own.flat_map(|state| std::iter::once(state).chain(state.parts.iter().flat_map(Self::states)))
            .collect()
    }

    fn of_flow(flow: &Flow, next: &mut u32) -> Self {
        let nodes = flow.states.iter().map(|(name, state)| {
            let id = NodeId(*next);
            *next += 1;
            Node::State(Box::new(StateNode {
                id,
                name: name.clone(),
                type_name: state.type_name(),
                caption: caption(state),
                retries: state.retry().iter().map(retry).collect(),
                comment: state.comment.clone(),
                runs_apart: matches!(&state.kind, StateKind::Map(map) if map.is_distributed()),
                parts: parts(state).into_iter().map(|flow| Self::of_flow(flow, next)).collect(),
            }))
        });
        Self { nodes: nodes.collect(), edges: edges(flow) }
    }

    /// The same with the point where it begins and, where a state ends it, the point where it ends.
    fn with_ends(self, flow: &Flow) -> Self {
        let ends = edges::ends(flow);
        let (start, end) = (0, self.nodes.len() + 1);
        let shifted = |edge: Edge| Edge { from: edge.from + 1, to: edge.to + 1, ..edge };
        let next = |from, to| Edge { from, to, kind: EdgeKind::Next, labels: Vec::new() };
        let first = flow.states.get_index_of(&flow.start_at).map(|first| next(start, first + 1));
        let last: Vec<Edge> = ends.iter().map(|from| next(from + 1, end)).collect();
        let mut nodes = vec![Node::Start];
        nodes.extend(self.nodes);
        if !last.is_empty() {
            nodes.push(Node::End);
        }
        Self {
            nodes,
            edges: first.into_iter().chain(self.edges.into_iter().map(shifted)).chain(last).collect(),
        }
    }
}

fn parts(state: &State) -> Vec<&Flow> {
    match &state.kind {
        StateKind::Parallel(parallel) => parallel.branches.iter().collect(),
        StateKind::Map(map) => vec![&map.processor.flow],
        _ => Vec::new(),
    }
}

/// `States.Timeout: at most 3 times, first after 1 s, then × 2`.
fn retry(retrier: &Retrier) -> String {
    let errors: Vec<&str> = retrier.error_equals.iter().map(apoyo_asl::ErrorEquals::as_str).collect();
    let errors = errors.join(", ");
    match retrier.attempts() {
        0 => format!("{errors}: never again"),
        times => format!(
            "{errors}: at most {times} times, first after {} s, then × {}",
            retrier.interval().as_secs(),
            retrier.rate()
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    pub(crate) fn chart(definition: &serde_json::Value) -> Chart {
        Chart::of(&Definition::parse(&definition.to_string()).unwrap())
    }

    #[test]
    fn a_machine_begins_and_ends_at_points_of_its_own() {
        let chart = chart(&json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}));
        assert!(matches!(chart.nodes[..], [Node::Start, Node::State(_), Node::End]));
        let pairs: Vec<_> = chart.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        assert_eq!(pairs, [(0, 1), (1, 2)]);
    }

    #[test]
    fn what_leads_nowhere_is_left_out() {
        let dangling = json!({"StartAt": "Gone", "States": {"A": {"Type": "Pass", "Next": "Gone"}}});
        assert_eq!(chart(&dangling).edges, []);
    }

    #[test]
    fn every_state_has_a_number_of_its_own_however_deep_it_is() {
        let inner = json!({"StartAt": "B", "States": {"B": {"Type": "Succeed"}}});
        let chart = chart(&json!({"StartAt": "A", "States": {
            "A": {"Type": "Parallel", "Branches": [inner.clone(), inner], "Next": "C"}, "C": {"Type": "Succeed"}}}));
        let found: Vec<_> = chart.states().iter().map(|state| (state.id.0, state.name.as_str())).collect();
        assert_eq!(found, [(0, "A"), (1, "B"), (2, "B"), (3, "C")]);
    }
}
