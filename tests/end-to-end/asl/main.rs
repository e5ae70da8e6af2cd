//! What `apoyo asl` promises, kept by the real binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_definition_is_checked_with_line_and_column;
mod a_drawing_shows_what_happened;
mod commands_stand_in_for_functions;
mod hostile_files_do_no_harm;
mod mocks_answer_for_services;
mod other_machines_and_objects;
mod place;
mod services;
mod skipped_time_is_told_as_if_it_had_passed;
mod stopping;
