//! Schedules and triggers of the embedded cloud: executions that time and uploads start.
