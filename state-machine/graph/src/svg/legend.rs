use crate::layout::Size;
use crate::text::{Face, width};
use crate::trace::Outcome;

/// What the colours of an execution mean.
pub(super) struct Legend {
    pub(super) size: Size,
    pub(super) drawn: String,
}

/// One row of swatches with words, at this height.
pub(super) fn legend(y: f64) -> Legend {
    const SWATCH: f64 = 14.0;
    let states = Outcome::ALL
        .map(|(outcome, words)| (if outcome == Outcome::InProgress { "progress" } else { words }, words));
    let mut x = 0.0;
    let swatches = states.into_iter().chain([("unreached", "not reached")]).map(|(class, words)| {
        let left = x;
        x += SWATCH + 6.0 + width(words, Face::Small) + 20.0;
        format!(
            "<rect class=\"box swatch {class}\" x=\"{left:.1}\" y=\"{y:.1}\" width=\"{SWATCH}\" height=\"{SWATCH}\" rx=\"3\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{words}</text>\n",
            left + SWATCH + 6.0,
            y + SWATCH - 3.0
        )
    });
    let drawn = swatches.collect();
    Legend { size: Size { width: x - 20.0, height: SWATCH }, drawn }
}
