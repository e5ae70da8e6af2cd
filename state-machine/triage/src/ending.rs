use apoyo_asl::build::{Choice, Fail, Succeed};
use apoyo_asl::{Dynamic, State};
use apoyo_photo::step::Totals;

use crate::arguments::{expression, template};
use crate::names::{DONE, PHOTOS_FAILED, UNRECONCILED, name};

/// The names under which an execution fails after its report; they are API, as those of the steps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExecutionFailure {
    /// Photos whose machinery failed; a replay takes them up.
    PhotosFailed,
    /// Photos without an outcome, or with several: conservation cannot be shown.
    Unreconciled,
}

impl ExecutionFailure {
    /// The name as it stands in the execution's error.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PhotosFailed => "Apoyo.PhotosFailed",
            Self::Unreconciled => "Apoyo.Unreconciled",
        }
    }
}

/// The equation, as the report counted it: what is wrong is said in the execution's own error.
pub(crate) fn reconciled() -> State {
    Choice::new()
        .comment("listed = kept + review + trash + taken + failed, and nothing failed?")
        .when(expression("$states.input.unaccounted != 0"), name(UNRECONCILED))
        .when(expression("$states.input.failed != 0"), name(PHOTOS_FAILED))
        .otherwise(name(DONE))
}

pub(crate) fn done() -> State {
    Succeed::new().comment("The output is the totals, and where the reports are.").build()
}

/// The same shape of output as an execution that had photos.
pub(crate) fn nothing_to_do() -> State {
    let none = serde_json::to_value(Totals::default()).expect("totals are plain numbers");
    Succeed::new().comment("No photo waits.").output(template(&none)).build()
}

pub(crate) fn photos_failed() -> State {
    let cause = "$states.input.failed & ' of ' & $states.input.listed \
                 & ' photos failed after their retries; each is where it was, and a replay takes it up'";
    fail(ExecutionFailure::PhotosFailed, cause)
}

pub(crate) fn unreconciled() -> State {
    let cause = "$states.input.unaccounted & ' of ' & $states.input.listed & ' photos have no outcome, or several: kept ' \
                 & $states.input.kept & ', review ' & $states.input.review & ', trash ' & $states.input.trash \
                 & ', taken ' & $states.input.taken & ', failed ' & $states.input.failed";
    fail(ExecutionFailure::Unreconciled, cause)
}

fn fail(failure: ExecutionFailure, cause: &str) -> State {
    Fail::new(Dynamic::Value(failure.as_str().to_owned()), Dynamic::Expression(expression(cause))).build()
}
