//! One execution as a value, and [`Execution::apply`], the only place where its status changes. Pure.
//!
//! ```text
//! happening --decide--> Event --record--> HistoryEvent --apply--> (Execution, Effects) --perform--> happening
//! ```
//! An execution is a tree of frames, one for each flow of control: the machine's own, one a branch of a `Parallel` state
//! and one an iteration of an inline `Map` state. The child executions of a Distributed Map are executions of this type.

mod apply;
mod branches;
mod effect;
mod frame;
mod halt;
mod map_run;
mod outcome;
mod redrive;
mod retry;
mod status;
mod task;
mod trial;

pub(crate) use apply::later;
pub use effect::Effect;
pub use frame::{
    Branches, Frame, FrameId, HaltedPart, MapRunAttempt, Phase, Place, RunningTask, Visit, Waiting,
};
pub use outcome::Outcome;
pub use status::{Execution, IllegalEvent, Origin, Status};
pub(crate) use trial::Beginning;
