use std::time::Duration;

use super::timers::TimerId;
use super::{Key, Scheduler};
use crate::decide::Happening;
use crate::execution::{FrameId, later};

/// The pulse that is expected of a running task.
pub(super) struct Pulse {
    frame: FrameId,
    within: Duration,
    pub(super) timer: TimerId,
}

impl Scheduler {
    /// Expects a beat within this time, and again after each.
    pub(super) fn expect_beat(&mut self, key: Key, (frame, token): (FrameId, u64), within: Duration) {
        let Some(live) = self.live.get_mut(&key) else { return };
        // A beat that is due when no calendar reaches it is never missed.
        let Some(at) = later(self.parts.clock.now(), within) else { return };
        let timer = self.timers.set(at, key, Happening::HeartbeatMissed { frame, token });
        if let Some(before) = live.pulses.insert(token, Pulse { frame, within, timer }) {
            self.timers.cancel(before.timer);
        }
    }

    /// A task has beaten; nothing where none is expected of it.
    pub(super) fn beaten(&mut self, key: Key, token: u64) {
        let pulse = self.live.get(&key).and_then(|live| live.pulses.get(&token));
        if let Some((frame, within)) = pulse.map(|pulse| (pulse.frame, pulse.within)) {
            self.expect_beat(key, (frame, token), within);
        }
    }
}
