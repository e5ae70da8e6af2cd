use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use apoyo_bucket::Bucket;
use apoyo_engine::Realm;
use apoyo_functions::{FunctionName, FunctionSet, Functions, FunctionsConfig, InProcess, Isolated};
use apoyo_list::BatchLane;
use apoyo_local::s3::EmbeddedS3;
use apoyo_photo::Folders;
use apoyo_vision::Classifier;

use super::around::Around;
use super::engine_says::EngineSays;
use super::steps::steps as variables;
use crate::run::{BUCKET, MACHINE, NAMES, PhotoFunctions, Tally};

/// How the six steps run.
pub(super) enum Steps {
    /// In this process.
    InProcess(Box<Classifier>),
    /// Each in processes of its own, from the Lambda executables in this folder.
    Isolated(PathBuf),
}

/// The steps, and the functions that the user declared.
pub(super) fn start(
    (around, s3): (&Around, &EmbeddedS3),
    (steps, running): (Steps, EngineSays),
    (declared, folders, folder): (&FunctionsConfig, &Folders, &Path),
) -> anyhow::Result<FunctionSet> {
    let declared = Functions::declared(declared, folder).context("section local.functions")?;
    let (functions, own) = match steps {
        Steps::Isolated(binaries) => {
            let isolated = Isolated {
                binaries,
                environment: variables(folders)
                    .into_iter()
                    .chain([(BatchLane::VARIABLE.to_owned(), "deployed".to_owned())])
                    .collect(),
                state_machine_arn: Realm::default().state_machine(MACHINE).to_string(),
            };
            let steps = isolated.functions().context(
                "--isolated: the Lambda executables, as `cargo build --workspace --bins` leaves them",
            )?;
            (steps.and(declared)?, None)
        }
        Steps::InProcess(classifier) => {
            let bucket = Bucket::new(s3.client(), BUCKET);
            let place = (bucket, folders.clone(), BatchLane::Deployed);
            let steps = PhotoFunctions::new(place, *classifier, (running, Arc::new(Tally::default())));
            let names = NAMES.into_iter().filter_map(|name| FunctionName::try_from(name.to_owned()).ok());
            (declared, Some(InProcess::new(names, Arc::new(steps))))
        }
    };
    Ok(FunctionSet::start(functions, own, around.surroundings())?)
}
