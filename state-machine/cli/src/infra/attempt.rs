use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use apoyo_deploy::Pause;

use crate::exit::End;

/// What Ctrl-C finds: what to say of the state in which things are left.
#[derive(Debug)]
pub(super) struct Attempt {
    left: Cell<&'static str>,
}

/// Time as it passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RealTime;

impl Pause for RealTime {
    #[expect(clippy::disallowed_methods, reason = "the command line is the edge where time comes in")]
    async fn pause(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl Attempt {
    /// From now on, this is what Ctrl-C leaves.
    pub(super) fn leaves(&self, what: &'static str) {
        self.left.set(what);
    }
}

/// Runs what only looks.
pub(super) fn look(work: impl Future<Output = anyhow::Result<End>>) -> anyhow::Result<End> {
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    runtime.block_on(work)
}

/// Runs what changes something, until it is done or Ctrl-C comes. That stops what is done here; what CloudFormation does,
/// goes on.
pub(super) fn change(work: impl AsyncFnOnce(&Attempt) -> anyhow::Result<End>) -> anyhow::Result<End> {
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    let attempt = Attempt { left: Cell::new("stopped; nothing is changed") };
    let end = runtime.block_on(async {
        tokio::select! {
            end = work(&attempt) => end,
            _ = tokio::signal::ctrl_c() => {
                eprintln!("\n{}", attempt.left.get());
                Ok(End::Failed)
            }
        }
    });
    // A question that nobody answered still waits for its line.
    runtime.shutdown_timeout(Duration::ZERO);
    end
}
