//! README.md and infra/README.md show what the model says.

use std::path::Path;

use apoyo_cost::{
    Assumptions, BILL_MARK, COST_MARK, IDLE_MARK, PRICES_MARK, Prices, bill_example, cost_table, idle_table,
    prices_table,
};

#[test]
fn the_tables_of_the_readmes_are_what_this_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let texts =
        ["README.md", "infra/README.md"].map(|file| std::fs::read_to_string(root.join(file)).unwrap());
    let (prices, assumptions) = (Prices::published(), Assumptions::default());
    let tables = [
        (COST_MARK, cost_table(&prices, &assumptions).unwrap()),
        (IDLE_MARK, idle_table(&prices, &assumptions).unwrap()),
        (BILL_MARK, bill_example(&prices, &assumptions).unwrap()),
        (PRICES_MARK, prices_table(&prices)),
    ];
    for (mark, table) in tables {
        let shown = texts.iter().find_map(|text| text.split(mark).nth(1));
        let shown = shown.unwrap_or_else(|| panic!("no README has {mark}"));
        assert_eq!(shown.trim(), table.trim(), "put in what `cargo run -p apoyo-cost` prints");
    }
}
