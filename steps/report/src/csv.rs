use apoyo_photo::Outcome;

use crate::reconciled::Reconciled;

/// What the file begins with: a mark by which Excel knows that it is UTF-8, and the names of the columns.
pub(crate) const HEAD: &str = "\u{feff}key,outcome,to,size_bytes,score,reason,error,cause\r\n";

/// One photo, as RFC 4180 wants it.
pub(crate) fn row(photo: &Reconciled, words: &str) -> String {
    let cells = match photo {
        Reconciled::Accounted(outcome) => of_outcome(outcome, words),
        Reconciled::Unaccounted { line, outcomes } => {
            let cause = format!("{outcomes} outcomes, exactly 1 is wanted");
            [line.key.as_str(), words, "", &line.size.to_string(), "", "", "", &cause].map(cell)
        }
    };
    cells.join(",") + "\r\n"
}

fn of_outcome(outcome: &Outcome, words: &str) -> [String; 8] {
    let optional = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
    [
        cell(outcome.key.as_str()),
        cell(words),
        cell(outcome.to.as_ref().map_or("", |to| to.as_str())),
        outcome.size.to_string(),
        outcome.score.map(|score| score.value().to_string()).unwrap_or_default(),
        cell(&outcome.reason.as_ref().map(ToString::to_string).unwrap_or_default()),
        optional(&outcome.error),
        optional(&outcome.cause),
    ]
}

/// Quoted; a text that a spreadsheet would run as a formula gets a `'` before it (OWASP, "CSV Injection").
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_formula_stays_a_name() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-1+1", "\"'-1+1\""),
            ("a,b\"c", "\"a,b\"\"c\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
