use std::sync::{Arc, OnceLock, Weak};

use apoyo_engine::{Engine, Status};
use apoyo_list::{RunningExecutions, UnknownWhetherRunning};
use apoyo_photo::ExecutionName;

use crate::run::MACHINE;

/// Asks the engine of this process which executions run; it is told of the engine once that is there.
#[derive(Clone, Default)]
pub(super) struct EngineSays(Arc<OnceLock<Weak<Engine>>>);

impl EngineSays {
    /// Asks this engine from now on; an earlier one stays.
    pub(super) fn ask(&self, engine: &Arc<Engine>) {
        // Set once, when the process begins.
        let _ = self.0.set(Arc::downgrade(engine));
    }
}

impl RunningExecutions for EngineSays {
    async fn is_running(&self, execution: &ExecutionName) -> Result<bool, UnknownWhetherRunning> {
        // Without an engine it is not known yet, and what may be somebody's is left alone.
        let Some(engine) = self.0.get().and_then(Weak::upgrade) else { return Ok(true) };
        let arn = engine.realm().execution(MACHINE, execution.as_str());
        Ok(engine.describe_execution(&arn).is_ok_and(|found| found.status == Status::Running))
    }
}
