//! The safe move against the model of S3: killed at every point, met by every fault, raced in every order.

mod conservation;
mod faults;
mod kills;
mod races;
mod scene;
mod single;
