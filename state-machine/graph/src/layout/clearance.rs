//! That nothing lies on anything else, for charts of every form.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Drawing, Point, Size, Step, lay_out};
use crate::chart::tests::chart;

/// A rectangle of a drawing: its upper left corner and its size.
type Area = (Point, Size);

fn overlap((a, a_size): Area, (b, b_size): Area) -> bool {
    let apart = 0.5;
    a.x + a_size.width > b.x + apart
        && b.x + b_size.width > a.x + apart
        && a.y + a_size.height > b.y + apart
        && b.y + b_size.height > a.y + apart
}

fn boxes(drawing: &Drawing) -> Vec<Area> {
    drawing.boxes.iter().map(|placed| (placed.at, placed.size)).collect()
}

fn labels(drawing: &Drawing) -> Vec<Area> {
    let area = |label: &super::LabelBox| {
        let at = Point { x: label.at.x - label.size.width / 2.0, y: label.at.y - label.size.height / 2.0 };
        (at, label.size)
    };
    drawing.labels.iter().map(area).collect()
}

/// Points of a line, close to each other.
fn points(steps: &[Step]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for step in steps {
        let at = points.last().copied();
        let between = |t: f64| match (*step, at) {
            (Step::Move(to), _) | (Step::Line(to) | Step::Curve(_, _, to), None) => to,
            (Step::Line(to), Some(at)) => Point { x: at.x + (to.x - at.x) * t, y: at.y + (to.y - at.y) * t },
            (Step::Curve(first, second, to), Some(at)) => {
                let u = 1.0 - t;
                let mix = |a: f64, b: f64, c: f64, d: f64| {
                    u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
                };
                Point { x: mix(at.x, first.x, second.x, to.x), y: mix(at.y, first.y, second.y, to.y) }
            }
        };
        points.extend((1..=50).map(|part| between(f64::from(part) / 50.0)));
    }
    points
}

fn check(drawing: &Drawing) {
    let (boxes, labels) = (boxes(drawing), labels(drawing));
    let solid: Vec<Area> = boxes.iter().chain(&labels).copied().collect();
    for (at, one) in solid.iter().enumerate() {
        for other in &solid[at + 1..] {
            assert!(!overlap(*one, *other), "{one:?} lies on {other:?}");
        }
        let (corner, size) = one;
        assert!(corner.x >= -0.5 && corner.y >= -0.5, "{one:?} is outside");
        assert!(corner.x + size.width <= drawing.size.width + 0.5, "{one:?} is outside");
        assert!(corner.y + size.height <= drawing.size.height + 0.5, "{one:?} is outside");
    }
    for point in drawing.lines.iter().flat_map(|line| points(&line.steps)) {
        let dot = Size { width: 0.6, height: 0.6 };
        let centred = Point { x: point.x - 0.3, y: point.y - 0.3 };
        let hit = boxes.iter().find(|area| overlap((centred, dot), **area));
        assert!(hit.is_none(), "a line runs through {hit:?} at {point:?}");
    }
    for part in drawing.boxes.iter().flat_map(|placed| &placed.parts) {
        check(&part.drawing);
    }
}

/// A machine of this many states, each leading to others by these numbers.
fn machine(states: &[(u8, u8, u8)], depth: u8) -> Value {
    let name = |at: usize| format!("{depth} state {at} {}", "long ".repeat(at % 7));
    let target = |number: u8| name(usize::from(number) % states.len());
    let state = |&(kind, first, second): &(u8, u8, u8)| {
        let caught = json!([{"ErrorEquals": ["States.ALL"], "Next": target(second)}]);
        match kind % 5 {
            0 => json!({"Type": "Choice", "Default": target(second), "Choices": [
                {"Variable": "$.a", "IsPresent": true, "Next": target(first)},
                {"Variable": "$.a.long.path.to.something", "NumericGreaterThan": 5, "Next": target(first / 2)}]}),
            1 if depth < 2 => json!({"Type": "Map", "Next": target(first), "Catch": caught,
                "ItemProcessor": machine(&states[..states.len().min(5)], depth + 1)}),
            2 => json!({"Type": "Succeed"}),
            3 => json!({"Type": "Pass", "End": true}),
            _ => json!({"Type": "Task", "Resource": "arn:aws:lambda:r:0:function:f", "Next": target(first),
                "Catch": caught}),
        }
    };
    let all: serde_json::Map<String, Value> =
        states.iter().enumerate().map(|(at, it)| (name(at), state(it))).collect();
    json!({"StartAt": name(0), "States": all})
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_line_crosses_a_box_and_nothing_lies_on_anything(states in prop::collection::vec(any::<(u8, u8, u8)>(), 1..14)) {
        check(&lay_out(&chart(&machine(&states, 0))));
    }
}

#[test]
fn a_choice_of_many_ways_is_drawn_within_its_bounds() {
    let rules: Vec<Value> = (0..200)
        .map(|at| json!({"Variable": "$.n", "NumericEquals": at, "Next": format!("W{}", at % 90)}))
        .collect();
    let mut states = json!({"C": {"Type": "Choice", "Choices": rules}});
    for at in 0..90 {
        states[format!("W{at}")] = json!({"Type": "Pass", "Next": "C"});
    }
    check(&lay_out(&chart(&json!({"StartAt": "C", "States": states}))));
}

#[test]
fn a_chain_without_branches_stands_in_one_column() {
    let mut states = json!({});
    for at in 0..30 {
        states[format!("S{at}")] = json!({"Type": "Pass", "Next": format!("S{}", at + 1)});
    }
    states["S30"] = json!({"Type": "Succeed"});
    let drawing = lay_out(&chart(&json!({"StartAt": "S0", "States": states})));
    let middles: Vec<f64> = drawing.boxes.iter().map(|it| it.at.x + it.size.width / 2.0).collect();
    assert!(middles.iter().all(|middle| (middle - middles[0]).abs() < 0.5), "{middles:?}");
}
