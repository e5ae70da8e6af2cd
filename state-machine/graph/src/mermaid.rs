use std::collections::HashMap;
use std::fmt::Write as _;

use crate::chart::{Chart, Edge, EdgeKind, Node, StateNode};
use crate::trace::{Outcome, Trace};

/// The chart as a Mermaid flowchart: a subgraph for each Map and Parallel, and in a Parallel one for each branch.
///
/// Identifiers are numbers of ours and every text is written as entities where it could mean something to Mermaid, so any
/// name of a state is safe. Source: <https://mermaid.js.org/syntax/flowchart.html>.
pub fn mermaid(chart: &Chart, trace: Option<&Trace>) -> String {
    let mut writer = Writer { text: "flowchart TD\n".to_owned(), trace, marked: HashMap::new(), points: 0 };
    writer.flow(chart, 1);
    writer.classes();
    writer.text
}

struct Writer<'t> {
    text: String,
    trace: Option<&'t Trace>,
    /// Ids of the states of each outcome, and of branches.
    marked: HashMap<&'static str, Vec<String>>,
    points: usize,
}

impl Writer<'_> {
    fn flow(&mut self, chart: &Chart, depth: usize) {
        let ids: Vec<String> = chart.nodes.iter().map(|node| self.node(node, depth)).collect();
        for edge in &chart.edges {
            let arrow = if edge.kind == EdgeKind::Catch { "-.->" } else { "-->" };
            let label = label(edge).map_or_else(String::new, |label| format!("|\"{label}\"|"));
            self.line(depth, &format!("{} {arrow}{label} {}", ids[edge.from], ids[edge.to]));
        }
    }

    fn node(&mut self, node: &Node, depth: usize) -> String {
        match node {
            Node::Start => self.point("start", depth),
            Node::End => self.point("end", depth),
            Node::State(state) => {
                let id = format!("s{}", state.id.0);
                let trace = self.trace.take_if(|_| state.runs_apart);
                self.state(state, &id, depth);
                self.trace = self.trace.or(trace);
                let class = self.trace.map(|trace| {
                    trace.state(state.name.as_str()).map_or("unreached", |it| class(it.outcome()))
                });
                if let Some(class) = class {
                    self.marked.entry(class).or_default().push(id.clone());
                }
                id
            }
        }
    }

    fn point(&mut self, word: &str, depth: usize) -> String {
        let id = format!("p{}", self.points);
        self.points += 1;
        self.line(depth, &format!("{id}([{word}])"));
        id
    }

    fn state(&mut self, state: &StateNode, id: &str, depth: usize) {
        let name = entities(state.name.as_str());
        let text = format!("{name}<br/><small>{}</small>", entities(&state.caption));
        match state.type_name {
            "Parallel" | "Map" => {
                // One line: Mermaid leaves no room for two above what is inside.
                self.line(depth, &format!("subgraph {id}[\"{name} · {}\"]", entities(&state.caption)));
                for (at, part) in state.parts.iter().enumerate() {
                    if state.parts.len() == 1 {
                        self.flow(part, depth + 1);
                    } else {
                        self.line(depth + 1, &format!("subgraph {id}b{at}[\" \"]"));
                        self.marked.entry("branch").or_default().push(format!("{id}b{at}"));
                        self.flow(part, depth + 2);
                        self.line(depth + 1, "end");
                    }
                }
                self.line(depth, "end");
            }
            "Choice" => self.line(depth, &format!("{id}{{{{\"{text}\"}}}}")),
            "Succeed" | "Fail" => self.line(depth, &format!("{id}([\"{text}\"])")),
            _ => self.line(depth, &format!("{id}[\"{text}\"]")),
        }
    }

    fn classes(&mut self) {
        const COLOURS: [(&str, &str); 7] = [
            ("branch", "fill:none,stroke:#8c959f,stroke-dasharray:2 4"),
            ("succeeded", "fill:#dafbe1,stroke:#1a7f37,color:#1f2328"),
            ("caught", "fill:#fff1d6,stroke:#9a5b00,color:#1f2328"),
            ("failed", "fill:#ffe3e0,stroke:#c0222c,color:#1f2328"),
            ("aborted", "fill:#e6e9ed,stroke:#57606a,color:#1f2328"),
            ("in-progress", "fill:#ddf0ff,stroke:#0969da,color:#1f2328"),
            ("unreached", "fill:#ffffff,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3"),
        ];
        for (name, colours) in COLOURS {
            if let Some(ids) = self.marked.remove(name) {
                self.line(1, &format!("classDef {name} {colours}"));
                self.line(1, &format!("class {} {name}", ids.join(",")));
            }
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{:indent$}{text}", "", indent = depth * 2);
    }
}

fn class(outcome: Outcome) -> &'static str {
    if outcome == Outcome::InProgress { "in-progress" } else { outcome.as_str() }
}

fn label(edge: &Edge) -> Option<String> {
    let lines: Vec<String> = edge.labels.iter().map(|label| entities(label)).collect();
    (!lines.is_empty()).then(|| lines.join("<br/>"))
}

/// Letters, digits and spaces as they are; every other ASCII character as an entity, since Mermaid and the HTML that it
/// makes give many of them a meaning.
fn entities(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() || !(c.is_ascii() || c.is_control()) => written.push(c),
            ' ' | '.' | ',' | '?' | '!' | '-' | '_' | '=' => written.push(c),
            _ if c.is_control() => written.push(' '),
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(written, "#{};", u32::from(c));
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::chart;
    use serde_json::json;

    #[test]
    fn a_flow_is_a_list_of_nodes_and_arrows() {
        let text = mermaid(
            &chart(&json!({"StartAt": "A", "States": {
                "A": {"Type": "Task", "Resource": "arn:aws:lambda:r:0:function:f", "Next": "B",
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}]},
                "B": {"Type": "Pass", "End": true}, "C": {"Type": "Fail"}}})),
            None,
        );
        for line in ["p0 --> s0", "s0 --> s1", "s0 -.->|\"States.ALL\"| s2", "s1 --> p1"] {
            assert!(text.lines().any(|found| found.trim() == line), "{line}\n{text}");
        }
    }

    #[test]
    fn no_name_can_end_its_label_or_begin_another_line() {
        let text = entities("a\"]; end\nclick s0 `x` <b>#35;&amp;");
        assert!(!text.contains(['"', ']', '\n', '`', '<', '&']), "{text}");
    }
}
