//! What CloudFormation needs to make, change and remove a resource, type by type.
//!
//! The registry publishes what each type's handlers call (`handlers.*.permissions` of its schema); the tables here take
//! from it what the app's properties ask for, and scope it by name. `tests/stack/pipeline_rights.rs` walks every committed
//! template: each right that a handler names is given, or left out for a reason that the test checks.

mod batch;
mod clusters;
mod events;
mod functions;
mod network;
mod roles;
mod storage;

use std::collections::BTreeSet;

use apoyo_cfn::Statement;

use super::PipelineError;
use super::names::{Names, Things};
use super::survey::Survey;

/// What some types need.
pub(super) struct Right {
    /// Letters and digits; unique in its area.
    pub(super) sid: &'static str,
    /// Types that need it.
    pub(super) kinds: &'static [&'static str],
    /// The actions.
    pub(super) actions: &'static [&'static str],
    /// What they are about.
    pub(super) on: Things,
}

/// Rights of one area: a managed policy, since all of them together are longer than IAM takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Policy {
    /// Name of the area, in letters.
    pub(super) area: &'static str,
    /// For the person who finds it in IAM.
    pub(super) description: &'static str,
    /// What may be done.
    pub(super) statements: Vec<Statement>,
}

/// Name, description and table of each area; that of the roles comes apart, since it has conditions.
const AREAS: [(&str, &str, &[Right]); 6] = [
    ("Functions", "Functions, state machine and their logs.", functions::RIGHTS),
    ("Storage", "The photo bucket, and never a photo.", storage::RIGHTS),
    ("Events", "What starts executions, and what is said of them.", events::RIGHTS),
    ("Network", "The network of the lane batch.", network::RIGHTS),
    ("Batch", "The lane batch.", batch::RIGHTS),
    ("Clusters", "The lane batch on Kubernetes.", clusters::RIGHTS),
];

/// What an app of these types needs.
///
/// # Errors
/// When there is a type that no table knows.
pub(super) fn of(survey: &Survey, names: &Names) -> Result<Vec<Policy>, PipelineError> {
    let known: BTreeSet<&str> =
        AREAS.iter().flat_map(|(.., rights)| rights.iter()).flat_map(|right| right.kinds).copied().collect();
    let known = |kind: &&String| known.contains(kind.as_str()) || roles::KINDS.contains(&kind.as_str());
    if let Some(kind) = survey.kinds.iter().find(|kind| !known(kind)) {
        return Err(PipelineError::NoRights { kind: kind.clone() });
    }
    let areas = AREAS.iter().map(|(area, description, rights)| {
        let conditional = clusters::grants(survey, names).filter(|_| *area == "Clusters");
        let statements =
            needed(rights, survey).map(|right| statement(right, names)).chain(conditional).collect();
        Policy { area, description, statements }
    });
    Ok(areas
        .chain([roles::policy(survey, names)])
        .filter(|policy: &Policy| !policy.statements.is_empty())
        .collect())
}

fn needed<'r>(rights: &'r [Right], survey: &Survey) -> impl Iterator<Item = &'r Right> {
    rights.iter().filter(|right| right.kinds.iter().any(|kind| survey.kinds.contains(*kind)))
}

fn statement(right: &Right, names: &Names) -> Statement {
    Statement::allow(right.sid, right.actions, names.arns(right.on))
}
