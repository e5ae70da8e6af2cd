use std::collections::BTreeMap;
use std::fmt;

use crate::Grade;

/// How many cases of each area reach which grade.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<String, [usize; 5]>,
}

impl Table {
    /// Counts a case.
    pub fn add(&mut self, area: &str, grade: Grade) {
        self.rows.entry(area.to_owned()).or_default()[grade as usize] += 1;
    }

    /// Cases of this grade, in all areas.
    pub fn count(&self, grade: Grade) -> usize {
        self.rows.values().map(|row| row[grade as usize]).sum()
    }
}

impl Table {
    /// Cases of at least this grade, in all areas.
    pub fn reached(&self, grade: Grade) -> usize {
        self.rows.values().map(|row| row[grade as usize..].iter().sum::<usize>()).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:24}{:>8}{:>20}{:>14}{:>14}{:>19}",
            "area", "cases", "refused at create", "output right", "events right", "full detail right"
        )?;
        for (area, row) in &self.rows {
            write_row(f, area, row)?;
        }
        let total = self.rows.values().fold([0; 5], |mut total, row| {
            total.iter_mut().zip(row).for_each(|(total, count)| *total += count);
            total
        });
        write_row(f, "all", &total)
    }
}

/// A case whose events are right has the right output too, so each count includes those to its right.
fn write_row(f: &mut fmt::Formatter<'_>, name: &str, row: &[usize; 5]) -> fmt::Result {
    let [refused, _, outcome, types, details] = row;
    let cases: usize = row.iter().sum();
    writeln!(
        f,
        "{name:24}{cases:>8}{refused:>20}{:>14}{:>14}{details:>19}",
        outcome + types + details,
        types + details
    )
}
