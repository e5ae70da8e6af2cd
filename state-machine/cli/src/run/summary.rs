use std::path::PathBuf;

use apoyo_photo::step::Totals;
use apoyo_photo::{Folder, Folders};
use jiff::SignedDuration;
use serde_json::json;

use super::bring::Brought;
use super::places::Places;

use crate::say::{say, say_line};

/// What a run did, for the person who ran it.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) totals: Totals,
    brought: Brought,
    out: PathBuf,
    seconds: f64,
}

impl Summary {
    pub(crate) fn new(places: &Places, brought: Brought, totals: Totals, took: SignedDuration) -> Self {
        Self { totals, brought, out: places.out.clone(), seconds: took.as_secs_f64() }
    }

    /// Prints the totals on standard output: a few lines for people, or one JSON object.
    pub(crate) fn print(&self, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            say_line(serde_json::to_string_pretty(&self.as_json())?);
        } else {
            say(self.as_text());
        }
        Ok(())
    }

    fn report(&self) -> Option<PathBuf> {
        let html = self.totals.reports.iter().find(|key| key.file_name() == "report.html")?;
        Some(self.out.join(html.as_str()))
    }

    fn as_json(&self) -> serde_json::Value {
        json!({
            "totals": self.totals,
            "brought": self.brought,
            "out": self.out,
            "report": self.report(),
            "seconds": self.seconds,
        })
    }

    fn as_text(&self) -> String {
        let Totals { listed, kept, review, trash, taken, failed, unaccounted, .. } = self.totals;
        let Some(report) = self.report() else {
            return format!("nothing to do: every photo is sorted in {}\n", self.out.display());
        };
        let named = |(count, what): (u64, &str)| (count > 0).then(|| format!(", {count} {what}"));
        let troubles = [(taken, "taken by others"), (failed, "failed"), (unaccounted, "UNACCOUNTED FOR")]
            .map(|term| named(term).unwrap_or_default())
            .concat();
        let folders = Folders::default();
        let place =
            |folder, count| format!("{count:>7}  {}\n", self.out.join(folders.prefix(folder)).display());
        format!(
            "{listed} photos: {kept} kept, {review} to review, {trash} discarded{troubles} in {:.1} s\n{}{}{} report  {}\n",
            self.seconds,
            place(Folder::Kept, kept),
            place(Folder::Review, review),
            place(Folder::Trash, trash),
            report.display()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(totals: Totals) -> Summary {
        Summary { totals, brought: Brought::default(), out: "/out".into(), seconds: 1.0 }
    }

    #[test]
    fn a_run_without_photos_says_so() {
        assert!(summary(Totals::default()).as_text().starts_with("nothing to do"));
    }

    #[test]
    fn what_is_unaccounted_for_is_never_left_out() {
        let totals = Totals {
            listed: 3,
            kept: 1,
            unaccounted: 2,
            reports: vec!["ejecuciones/x/report.html".parse().unwrap()],
            ..Totals::default()
        };
        let text = summary(totals).as_text();
        assert!(
            text.contains("2 UNACCOUNTED FOR") && text.contains("/out/ejecuciones/x/report.html"),
            "{text}"
        );
    }
}
