use std::collections::HashMap;
use std::collections::hash_map::Entry;

use apoyo_photo::step::{Classified, ShardLine, StageOutput};
use apoyo_photo::{ErrorName, Outcome, OutcomeKind, PhotoKey, StagedPhoto};

use crate::staged_files::listed;

/// Most characters of an error's message in an outcome, as in the lane `lambda`.
const CAUSE_CHARACTERS: usize = 500;

/// One shard: every photo once, in the order of the staged files, and the line that each has by now.
///
/// A photo's place in this order is its name here.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    photos: Vec<Option<StagedPhoto>>,
    lines: Vec<Option<Vec<u8>>>,
    places: HashMap<PhotoKey, usize>,
}

impl Shard {
    /// The shard of these lines. What was taken, or failed to be staged, has its line already. Of several lines of one
    /// photo the first counts.
    pub(crate) fn new(staged: Vec<StageOutput>) -> Self {
        let mut shard = Self::default();
        for output in staged {
            match shard.places.entry(listed(&output).clone()) {
                Entry::Vacant(place) => place.insert(shard.photos.len()),
                Entry::Occupied(twice) => {
                    tracing::warn!(photo = %twice.key(), "it was staged twice; the first line counts");
                    continue;
                }
            };
            let (photo, line) = match output {
                StageOutput::Staged { photo } => (Some(photo), None),
                StageOutput::Taken { outcome } | StageOutput::Failed { outcome } => {
                    (None, Some(text(&ShardLine::Ended { outcome })))
                }
            };
            shard.photos.push(photo);
            shard.lines.push(line);
        }
        shard
    }

    /// How many photos there are.
    pub(crate) fn len(&self) -> usize {
        self.photos.len()
    }

    /// The places of the photos without a line.
    pub(crate) fn without_line(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().enumerate().filter(|(_, line)| line.is_none()).map(|(place, _)| place)
    }

    /// The photo at a place; `None` where there is none to look at.
    pub(crate) fn photo(&self, place: usize) -> Option<&StagedPhoto> {
        self.photos.get(place)?.as_ref()
    }

    /// Gives a photo its line.
    pub(crate) fn judge(&mut self, place: usize, classified: Classified) {
        if let Some(photo) = self.photo(place).cloned() {
            self.lines[place] = Some(text(&ShardLine::Judged { photo, classified }));
        }
    }

    /// Gives a photo that could not be judged its line.
    pub(crate) fn fail(&mut self, place: usize, name: ErrorName, cause: &str) {
        if let Some(photo) = self.photo(place) {
            let outcome = failed(photo, name, cause);
            self.lines[place] = Some(text(&ShardLine::Ended { outcome }));
        }
    }

    /// Takes over what an earlier attempt judged, in its own words: a number read and written again may differ in its last
    /// digit. `false` where this shard has no such photo, or has its line.
    pub(crate) fn resume(&mut self, line: &ShardLine, text: &[u8]) -> bool {
        let ShardLine::Judged { photo, .. } = line else { return false };
        let Some(place) = self.places.get(&photo.from).copied() else { return false };
        let is_open = self.photo(place) == Some(photo) && self.lines[place].is_none();
        if is_open {
            self.lines[place] = Some([text.trim_ascii(), b"\n"].concat());
        }
        is_open
    }

    /// The line at a place, with its end; nothing where there is none yet.
    pub(crate) fn line(&self, place: usize) -> &[u8] {
        self.lines[place].as_deref().unwrap_or_default()
    }
}

fn text(line: &ShardLine) -> Vec<u8> {
    let mut text = serde_json::to_vec(line).expect("names, texts and finite numbers are JSON");
    text.push(b'\n');
    text
}

fn failed(photo: &StagedPhoto, name: ErrorName, cause: &str) -> Outcome {
    Outcome {
        outcome: OutcomeKind::Failed,
        key: photo.from.clone(),
        to: None,
        size: photo.size,
        score: None,
        reason: None,
        thumbnail: None,
        error: Some(name.to_string()),
        cause: Some(cause.chars().take(CAUSE_CHARACTERS).collect()),
    }
}
