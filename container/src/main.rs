//! The Batch worker: [`apoyo_worker::work`].

use std::process::ExitCode;

/// As in the Lambda `classify`: the network's buffers are kept, not given back to the kernel after each layer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    apoyo_worker::work()
}
