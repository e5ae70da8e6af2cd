//! Prints the tables of README.md and infra/README.md: `cargo run -p apoyo-cost`.

use std::process::ExitCode;

use apoyo_cost::{
    Assumptions, BILL_MARK, COST_MARK, IDLE_MARK, PRICES_MARK, Prices, bill_example, cost_table, idle_table,
    prices_table,
};

fn main() -> ExitCode {
    let (prices, assumptions) = (Prices::published(), Assumptions::default());
    let tables = [
        (COST_MARK, cost_table(&prices, &assumptions)),
        (IDLE_MARK, idle_table(&prices, &assumptions)),
        (BILL_MARK, bill_example(&prices, &assumptions)),
        (PRICES_MARK, Ok(prices_table(&prices))),
    ];
    for (mark, table) in tables {
        match table {
            Ok(table) => println!("{mark}\n\n{table}\n{mark}\n"),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
