use std::collections::BTreeMap;
use std::fmt;

/// How much of a recorded case our API repeats; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A call is answered that AWS refused, or the other way round, or refused with another error.
    Differs,
    /// Every call is answered, or refused with AWS's error.
    Codes,
    /// Every member of every reply and every message is AWS's.
    Whole,
}

/// How many cases of each area reach which level.
#[derive(Debug, Default)]
pub struct ApiTable {
    rows: BTreeMap<String, [usize; 3]>,
}

impl ApiTable {
    /// Counts a case.
    pub fn add(&mut self, area: &str, level: Level) {
        self.rows.entry(area.to_owned()).or_default()[level as usize] += 1;
    }

    /// Cases of at least this level, in all areas.
    pub fn reached(&self, level: Level) -> usize {
        self.rows.values().map(|row| row[level as usize..].iter().sum::<usize>()).sum()
    }
}

impl fmt::Display for ApiTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:40}{:>8}{:>16}{:>24}", "area", "cases", "errors right", "every member right")?;
        let mut total = [0; 3];
        for (area, row) in &self.rows {
            total.iter_mut().zip(row).for_each(|(total, count)| *total += count);
            write_row(f, area, row)?;
        }
        write_row(f, "all", &total)
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, name: &str, row: &[usize; 3]) -> fmt::Result {
    let [_, codes, whole] = row;
    writeln!(f, "{name:40}{:>8}{:>16}{whole:>24}", row.iter().sum::<usize>(), codes + whole)
}
