use std::fmt::Write;

use apoyo_operate::{Age, Audit, AuditOptions};

use super::arguments::AuditArguments;
use super::place::Place;
use super::print;
use super::words::{count, equation};
use crate::clock;
use crate::exit::End;

/// Compares the bucket with all reports.
pub(super) async fn audit(wanted: &AuditArguments) -> anyhow::Result<End> {
    let Place { site, config } = Place::open(&wanted.place).await?;
    let trash = Age::days(wanted.trash_days.unwrap_or_else(|| config.bucket.trash_days.get()));
    let audited = site.audit(AuditOptions { trash, now: clock::now() }).await?;
    print(&audited, wanted.place.json, text)?;
    Ok(if audited.is_clean() { End::Done } else { End::Failed })
}

fn text(audited: &Audit) -> String {
    let Audit { bucket, sums, findings } = audited;
    let objects = &sums.objects;
    let executions = if sums.executions == 1 { "execution" } else { "executions" };
    let mut text = format!("s3://{bucket}, {} {executions}", count(sums.executions));
    for (number, what) in [(sums.running, "run"), (sums.without_report, "ended without a report")] {
        if number > 0 {
            let _ = write!(text, ", {} {what}", count(number));
        }
    }
    let _ = writeln!(text, "\n  reported  {}", equation(&sums.reported));
    let _ = writeln!(
        text,
        "  now       {} waiting, {} in work, {} kept, {} review, {} trash; of those reported, {} moved on, {} destroyed",
        count(objects.waiting),
        count(objects.in_work),
        count(objects.kept),
        count(objects.review),
        count(objects.trash),
        count(sums.moved_on),
        count(sums.destroyed)
    );
    for finding in findings {
        let key = finding.key.as_ref().map(|key| format!(" {key}")).unwrap_or_default();
        let about = finding.execution.as_ref().filter(|_| finding.key.is_none());
        let about = about.map(|execution| format!(" {execution}")).unwrap_or_default();
        let kind = format!("{:?}", finding.kind).to_uppercase();
        let _ = writeln!(text, "{kind}{key}{about}: {}", finding.why);
    }
    match findings.len() {
        0 => text.push_str("everything is accounted for\n"),
        1 => text.push_str("1 finding\n"),
        number => {
            let _ = writeln!(text, "{number} findings");
        }
    }
    text
}
