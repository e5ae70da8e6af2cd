//! What `apoyo run` promises, each promise a file, kept by the real binary over real files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_killed_run_goes_on_and_loses_nothing;
mod a_second_run_does_only_what_is_new;
mod every_photo_ends_in_exactly_one_place;
mod hostile_files_go_to_review;
mod real_photos_of_pylons_are_not_discarded;
mod sorted_folder;
