use apoyo_photo::step::{Plan, Totals};
use serde_json::{Value, json};

use crate::handler::Facts;
use crate::reconciled::Reconciled;

/// What `report.json` begins with; the photos follow, one a line.
pub(crate) const HEAD: &str = "{\"photos\": [";

/// One photo; `before` is what parts it from the one before.
pub(crate) fn photo(photo: &Reconciled, before: &str) -> String {
    let value = match photo {
        Reconciled::Accounted(outcome) => serde_json::to_value(outcome).expect("an outcome is JSON"),
        Reconciled::Unaccounted { line, outcomes } => {
            json!({"outcome": "unaccounted", "key": line.key, "size": line.size, "outcomes": outcomes})
        }
    };
    format!("{before}\n  {value}")
}

/// What it ends with: the totals are known last.
pub(crate) fn tail(plan: &Plan, facts: &Facts, totals: &Totals) -> String {
    let fields = [
        ("execution", json!(plan.execution)),
        ("started", json!(plan.started)),
        ("finished", json!(facts.finished.to_string())),
        ("bytes", json!(plan.bytes)),
        ("dryRun", json!(plan.dry_run)),
        ("model", json!(facts.model)),
        ("thresholds", json!(facts.thresholds)),
        ("totals", json!(totals)),
    ];
    let fields = fields.map(|(name, value): (&str, Value)| format!("\"{name}\": {value}"));
    format!("\n],\n{}\n}}\n", fields.join(",\n"))
}
