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

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:24}{:>9}{:>9}{:>9}{:>9}{:>9}",
            "area", "details", "types", "outcome", "differ", "refused"
        )?;
        for (area, [refused, differ, outcome, types, details]) in &self.rows {
            writeln!(f, "{area:24}{details:>9}{types:>9}{outcome:>9}{differ:>9}{refused:>9}")?;
        }
        let total = [Grade::Details, Grade::Types, Grade::Outcome, Grade::Differs, Grade::Refused]
            .map(|it| self.count(it));
        write!(f, "{:24}{:>9}{:>9}{:>9}{:>9}{:>9}", "all", total[0], total[1], total[2], total[3], total[4])
    }
}
