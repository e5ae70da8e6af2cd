use apoyo_asl::{State, WriterConfig};

use crate::fan_out::{FanOut, listed_photos, results_under};
use crate::names::{EACH_PHOTO, REPORT, name};
use crate::{FunctionArns, each_photo};

/// Triage in Lambda functions: a Distributed Map over the manifest.
pub(crate) fn triage(functions: &FunctionArns) -> State {
    let triage = FanOut {
        label: "Triage",
        items: listed_photos(),
        item: "photo",
        each: (EACH_PHOTO, "Each ends as one outcome: kept, review, trash, taken or failed."),
        flow: each_photo::flow(functions),
        results: results_under("results", WriterConfig::default()),
    };
    triage
        .map()
        .comment(
            "Sorts every photo of the manifest, in batches. Tolerance 0 and no Catch, so that a failed Map Run can be \
             redriven.",
        )
        .next(name(REPORT))
}
