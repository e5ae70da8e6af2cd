//! EfficientNet-lite0 in candle: batch-norm folded into the convolutions, activations as `height x width x channels`.
//!
//! ```text
//! pixels -> stem -> block 0 -> ... -> block 15 -> head
//!            \ a tap may read the output or the expanded activations of any block; what lies after it is not run
//! ```
//! 1x1 convolutions are matrix products of candle's; depthwise convolution is a loop of ours ([`depthwise`]), since
//! candle's grouped convolution runs one channel at a time.

mod activation;
mod architecture;
mod backbone;
pub(crate) mod depthwise;
mod one_thread;
mod pooled;
mod stem;
mod tap;

pub use tap::{Pool, Tap, TapPool};

pub(crate) use architecture::{BLOCKS, BlockShape, STEM_CHANNELS};
pub(crate) use backbone::Backbone;
pub(crate) use one_thread::OneThread;
pub(crate) use pooled::pool;
