//! The worker's binary over a real shard: an S3 on loopback, rendered photos, the shipped network. As a process; in a
//! chroot with nothing but its libraries; and in a chroot of the image that `container/Dockerfile` describes. What this
//! machine cannot do (buildah, root) is skipped, in words.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod binary;
mod cases;
mod image;
mod measure;
mod name_server;
mod process;
mod room;
mod shard;
mod tls;
