//! Times the network alone on one thread: `network_time [PASSES]`, the median and the fastest in milliseconds.

use std::time::Instant;

use apoyo_vision::Classifier;

/// The network makes and drops buffers of megabytes for each layer. The system's allocator gives them back to the kernel
/// each time, and taking them anew costs a quarter of the time that the network takes; this one keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let passes = std::env::args().nth(1).map_or(Ok(50), |passes| passes.parse())?;
    let classifier = Classifier::shipped()?;
    let mut times = Vec::new();
    for _ in 0..passes {
        #[expect(clippy::disallowed_methods, reason = "this program measures time")]
        let start = Instant::now();
        classifier.run_network_once()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("network: median {:.1} ms, fastest {:.1} ms, {passes} passes", times[times.len() / 2], times[0]);
    Ok(())
}
