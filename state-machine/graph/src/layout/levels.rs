use crate::chart::{Chart, Node};

/// On which level each node of a chart stands, from 0 at the top.
pub(super) struct Levels {
    pub(super) of_node: Vec<usize>,
    /// For each edge, whether it leads back to where its flow has been, or stays on its node.
    pub(super) leads_back: Vec<bool>,
}

/// Every node below all that lead to it, as near to them as that allows; what closes a loop leads back.
pub(super) fn levels(chart: &Chart) -> Levels {
    let outgoing = outgoing(chart);
    let walk = Walk::through(chart, &outgoing);
    let mut of_node = vec![0; chart.nodes.len()];
    for &node in walk.left.iter().rev() {
        for &edge in outgoing[node].iter().filter(|edge| !walk.leads_back[**edge]) {
            let to = chart.edges[edge].to;
            of_node[to] = of_node[to].max(of_node[node] + 1);
        }
    }
    // The end of the machine is at the end of the picture.
    let lowest = of_node.iter().copied().max().unwrap_or(0);
    for (level, node) in of_node.iter_mut().zip(&chart.nodes) {
        if *node == Node::End {
            *level = lowest;
        }
    }
    Levels { of_node, leads_back: walk.leads_back }
}

fn outgoing(chart: &Chart) -> Vec<Vec<usize>> {
    let mut outgoing = vec![Vec::new(); chart.nodes.len()];
    for (at, edge) in chart.edges.iter().enumerate() {
        outgoing[edge.from].push(at);
    }
    outgoing
}

/// A walk through a chart in depth, which finds its loops.
struct Walk {
    /// The nodes in the order in which they were left: each after all that it leads to.
    left: Vec<usize>,
    leads_back: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Never,
    OnTheWay,
    Left,
}

impl Walk {
    fn through(chart: &Chart, outgoing: &[Vec<usize>]) -> Self {
        let mut seen = vec![Seen::Never; chart.nodes.len()];
        let mut walk = Self { left: Vec::new(), leads_back: vec![false; chart.edges.len()] };
        let mut is_led_to = vec![false; chart.nodes.len()];
        for edge in &chart.edges {
            is_led_to[edge.to] = true;
        }
        // First from where nothing leads to, then from what only a loop leads to.
        let sources = (0..chart.nodes.len()).filter(|node| !is_led_to[*node]);
        for start in sources.chain(0..chart.nodes.len()) {
            walk.from(start, (chart, outgoing), &mut seen);
        }
        walk
    }

    fn from(&mut self, start: usize, (chart, outgoing): (&Chart, &[Vec<usize>]), seen: &mut [Seen]) {
        if seen[start] != Seen::Never {
            return;
        }
        seen[start] = Seen::OnTheWay;
        let mut way = vec![(start, 0)];
        while let Some((node, next)) = way.last_mut() {
            let Some(&edge) = outgoing[*node].get(*next) else {
                seen[*node] = Seen::Left;
                self.left.push(*node);
                way.pop();
                continue;
            };
            *next += 1;
            let to = chart.edges[edge].to;
            match seen[to] {
                Seen::Never => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
                Seen::OnTheWay => self.leads_back[edge] = true,
                Seen::Left => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::chart;
    use serde_json::json;

    #[test]
    fn a_loop_leads_back_to_where_it_was_entered() {
        let chart = chart(&json!({"StartAt": "Wait", "States": {
            "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Look"},
            "Look": {"Type": "Pass", "Next": "Done?"},
            "Done?": {"Type": "Choice", "Choices": [{"Variable": "$.d", "BooleanEquals": true, "Next": "Done"}],
                "Default": "Wait"},
            "Done": {"Type": "Succeed"}}}));
        let levels = levels(&chart);
        assert_eq!(levels.of_node, [0, 1, 2, 3, 4]);
        let back: Vec<_> = chart.edges.iter().zip(&levels.leads_back).filter(|(_, back)| **back).collect();
        assert_eq!(back.len(), 1);
        assert_eq!((back[0].0.from, back[0].0.to), (3, 1));
    }

    #[test]
    fn a_state_stands_below_all_that_lead_to_it() {
        let task = |next: &str| {
            json!({"Type": "Task", "Resource": "arn:aws:lambda:r:0:function:f", "Next": next,
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}]})
        };
        let chart = chart(&json!({"StartAt": "A", "States": {
            "A": task("B"), "Failed": {"Type": "Fail"}, "B": task("C"), "C": {"Type": "Succeed"}}}));
        assert_eq!(levels(&chart).of_node, [0, 1, 3, 2, 3]);
    }
}
