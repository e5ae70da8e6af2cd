//! Photos that are as small as they can be: a text says what a network would see in them.

use apoyo_classify::{Look, LookAtPhoto, LookFault};
use apoyo_photo::{Judgement, Reason, Score, Thresholds};
use bytes::Bytes;

use crate::dice::Dice;

/// Name of the stand-in for the network.
pub(crate) const MODEL: &str = "stand-in 1";

/// Scores that photos have: under the lower threshold, between both, over the upper one.
const SCORES: [f64; 3] = [0.05, 0.5, 0.95];

/// Sub-paths of photos: plain, with levels, with what must be encoded, and such as a suffix of ours looks like.
pub(crate) const SUB_PATHS: [&str; 6] = [
    "DJI_0001.jpg",
    "DJI_0002.jpg",
    "línea 4/torre 1+2%.jpg",
    "línea 4/DJI_0001.jpg",
    "x~0123abcd.jpg",
    "sin extensión",
];

/// The sub-path of one of these photos, where it waits under this key.
pub(crate) fn sub_path(key: &str) -> Option<&'static str> {
    let below = key.strip_prefix("sin procesar/")?;
    SUB_PATHS.into_iter().find(|sub_path| *sub_path == below)
}

/// Bytes that no other photo has; one of eight is damaged.
pub(crate) fn content(number: usize, dice: &mut Dice) -> Bytes {
    let shown = if dice.chance(125) { "damaged".to_owned() } else { dice.pick(&SCORES).to_string() };
    format!("photo {number:04} {shown} end").into()
}

/// A network that reads the score which a photo has written in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader;

/// What is to be done with a photo of these bytes.
pub(crate) fn truth(bytes: &[u8]) -> Judgement {
    match score(bytes) {
        Ok(score) => Judgement::of_score(score, Reader.thresholds()),
        Err(reason) => Judgement::without_score(reason),
    }
}

/// A photo that is cut short, or does not begin as one, does not decode.
fn score(bytes: &[u8]) -> Result<Score, Reason> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let shown = text.strip_suffix(" end").and_then(|text| text.rsplit(' ').next());
    let number = shown.and_then(|shown| shown.parse::<f64>().ok());
    number
        .and_then(|number| Score::try_from(number).ok())
        .ok_or_else(|| Reason::Damaged { detail: "no score is written in it".to_owned() })
}

impl LookAtPhoto for Reader {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        Ok(score(bytes).map(|score| Look { score, thumbnail: bytes.to_vec() }))
    }

    fn model(&self) -> &str {
        MODEL
    }

    fn thresholds(&self) -> Thresholds {
        let score = |number: f64| Score::try_from(number).expect("it lies between 0 and 1");
        Thresholds::new(score(0.8), score(0.2)).expect("the lower one is lower")
    }
}
