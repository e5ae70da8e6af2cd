/// Rows of text, two spaces before each, every column as wide as its widest cell.
pub(crate) fn table<const COLUMNS: usize>(rows: impl IntoIterator<Item = [String; COLUMNS]>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..COLUMNS).map(width).collect();
    let line = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("  {cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().concat().trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_no_line_ends_in_spaces() {
        let rows = [["a", "línea"], ["long", ""]].map(|row| row.map(ToOwned::to_owned));
        assert_eq!(table(rows), "  a     línea\n  long\n");
    }
}
