//! AWS Batch of the embedded cloud: jobs and array jobs as processes of this machine.
