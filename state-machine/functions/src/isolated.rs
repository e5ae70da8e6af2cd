use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::executable::executable;
use crate::functions::at_once;
use crate::{Code, Concurrency, Function, FunctionName, Functions, InvalidFunction};

/// The Lambda binaries of the photo state machine, in place of the same handlers in this process: `apoyo up --isolated`.
#[derive(Debug, Clone)]
pub struct Isolated {
    /// The folder that holds `apoyo-list`, `apoyo-stage` and so on, as `cargo build` leaves them.
    pub binaries: PathBuf,
    /// What all six are told: `APOYO_BUCKET` must be among these; `APOYO_FOLDER_...` and `RUST_LOG` may.
    pub environment: BTreeMap<String, String>,
    /// Whose executions own photos in work.
    pub state_machine_arn: String,
}

/// A step with the limits that its function has at AWS. These must be those of `infra/stack`.
struct Step {
    name: &'static str,
    memory_mebibytes: u16,
    timeout: Duration,
}

const ONE_PHOTO: Duration = Duration::from_mins(3);
const LONGEST: Duration = Duration::from_mins(15);

const STEPS: [Step; 6] = [
    Step { name: "list", memory_mebibytes: 512, timeout: LONGEST },
    Step { name: "stage", memory_mebibytes: 256, timeout: ONE_PHOTO },
    Step { name: "classify", memory_mebibytes: 1769, timeout: ONE_PHOTO },
    Step { name: "keep", memory_mebibytes: 256, timeout: ONE_PHOTO },
    Step { name: "delete", memory_mebibytes: 256, timeout: ONE_PHOTO },
    Step { name: "report", memory_mebibytes: 1024, timeout: LONGEST },
];

/// What each invocation of `classify` keeps busy, so one for each core; the others wait for S3.
const BUSY: &str = "classify";

impl Isolated {
    /// The six functions, under the names of their steps.
    ///
    /// # Errors
    /// When a binary is not there.
    pub fn functions(&self) -> Result<Functions, InvalidFunction> {
        STEPS.iter().try_fold(Functions::default(), |functions, step| functions.with(self.function(step)?))
    }

    fn function(&self, step: &Step) -> Result<Function, InvalidFunction> {
        let name = FunctionName::fixed(step.name);
        let folder = std::path::absolute(&self.binaries).unwrap_or_else(|_| self.binaries.clone());
        let binary = executable(&name, "bootstrap", folder.join(format!("apoyo-{}", step.name)))?;
        let mut environment = self.environment.clone();
        if step.name == "list" {
            environment.insert("APOYO_STATE_MACHINE_ARN".to_owned(), self.state_machine_arn.clone());
        }
        Ok(Function {
            name,
            task_root: binary.parent().unwrap_or(Path::new("/")).to_owned(),
            code: Code::Bootstrap(binary),
            timeout: step.timeout,
            memory_mebibytes: step.memory_mebibytes,
            environment,
            concurrency: concurrency(step),
            handler: "bootstrap".to_owned(),
        })
    }
}

fn concurrency(step: &Step) -> Concurrency {
    at_once(if step.name == BUSY { 1 } else { 4 })
}
