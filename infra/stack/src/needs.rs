//! What each step needs, stated once per step in the words of the bucket and the state machine.
//!
//! The bounds of the steps' handlers (`MovePhoto`, `GetPhoto`, ...) say the same; `tests/policies.rs` proves that what
//! they call is allowed, and what they must not do is denied.

use apoyo_constructs::{PhotoBucket, RecordFolder, StateMachineName};
use apoyo_photo::Folder;

use crate::config::Config;
use crate::steps::Steps;

pub(crate) fn grant(steps: &mut Steps, photos: &PhotoBucket, triage: &StateMachineName, config: &Config) {
    list(steps, photos, triage);
    stage(steps, photos);
    classify(steps, photos);
    keep(steps, photos);
    delete(steps, photos, config);
    report(steps, photos);
}

/// Lists what waits and what was left in work, asks whether its owner still runs, writes the manifest.
fn list(steps: &mut Steps, photos: &PhotoBucket, triage: &StateMachineName) {
    let role = &mut steps.list.role;
    photos.grant_list(role, &[Folder::Waiting, Folder::InWork]);
    photos.grant_read_waiting(role);
    photos.grant_read_in_work(role);
    photos.grant_records(role, RecordFolder::Write);
    triage.grant_watch(role);
}

/// Claims photos that wait or were left in work; looks whether this execution has settled one before.
fn stage(steps: &mut Steps, photos: &PhotoBucket) {
    let role = &mut steps.stage.role;
    photos.grant_move(role, &[Folder::Waiting, Folder::InWork], &[Folder::InWork]);
    for settled in [Folder::Kept, Folder::Review, Folder::Trash] {
        photos.grant_read(role, settled);
    }
    photos.grant_records(role, RecordFolder::Read);
}

/// Reads a photo in work (or, in a dry run, where it waits) and writes its thumbnail.
fn classify(steps: &mut Steps, photos: &PhotoBucket) {
    let role = &mut steps.classify.role;
    photos.grant_list(role, &[Folder::Waiting, Folder::InWork]);
    photos.grant_read_waiting(role);
    photos.grant_read_in_work(role);
    photos.grant_records(role, RecordFolder::Write);
}

/// Moves a photo in work to where it is kept or waits for a person.
fn keep(steps: &mut Steps, photos: &PhotoBucket) {
    photos.grant_move(&mut steps.keep.role, &[Folder::InWork], &[Folder::Kept, Folder::Review]);
}

/// Moves a photo in work to the trash; without a trash, destroys it and leaves a receipt. The second right is given
/// only where the configuration asks for that.
fn delete(steps: &mut Steps, photos: &PhotoBucket, config: &Config) {
    let role = &mut steps.delete.role;
    if config.bucket.trash_days.get() > 0 {
        photos.grant_move(role, &[Folder::InWork], &[Folder::Trash]);
        photos.grant_records(role, RecordFolder::Read);
    } else {
        photos.grant_list(role, &[Folder::InWork]);
        photos.grant_read_in_work(role);
        photos.grant_remove(role, &[Folder::InWork]);
        photos.grant_records(role, RecordFolder::Write);
    }
}

/// Reads manifest, results and thumbnails, writes the reports.
fn report(steps: &mut Steps, photos: &PhotoBucket) {
    let role = &mut steps.report.role;
    photos.grant_list(role, &[]);
    photos.grant_records(role, RecordFolder::Write);
}
