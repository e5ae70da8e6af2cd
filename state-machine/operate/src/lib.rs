//! Operating executions, against AWS or the embedded cloud: plan, start, list, show, watch, stop, replay, undo, audit.
