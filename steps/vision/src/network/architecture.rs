/// Channels that the stem makes of red, green and blue.
pub(crate) const STEM_CHANNELS: usize = 32;

/// Shape of one inverted residual block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockShape {
    /// Channels that come in.
    pub input: usize,
    /// How many times as many channels the depthwise convolution sees; 1 means that there is no expansion.
    pub expand: usize,
    /// Edge of the depthwise kernel: 3 or 5.
    pub kernel: usize,
    /// Step of the depthwise kernel: 1 or 2.
    pub stride: usize,
    /// Channels that go out.
    pub output: usize,
}

impl BlockShape {
    /// Channels that the depthwise convolution sees.
    pub(crate) const fn expanded(self) -> usize {
        self.input * self.expand
    }

    /// Whether the block's input is added to its output.
    pub(crate) const fn is_residual(self) -> bool {
        self.stride == 1 && self.input == self.output
    }
}

const fn block(input: usize, expand: usize, kernel: usize, stride: usize, output: usize) -> BlockShape {
    BlockShape { input, expand, kernel, stride, output }
}

/// The blocks of EfficientNet-lite0.
///
/// Source: `efficientnet_lite_builder.py` of the TensorFlow TPU models, as block strings `r1_k3_s11_e1_i32_o16`, ...
pub(crate) const BLOCKS: [BlockShape; 16] = [
    block(32, 1, 3, 1, 16),
    block(16, 6, 3, 2, 24),
    block(24, 6, 3, 1, 24),
    block(24, 6, 5, 2, 40),
    block(40, 6, 5, 1, 40),
    block(40, 6, 3, 2, 80),
    block(80, 6, 3, 1, 80),
    block(80, 6, 3, 1, 80),
    block(80, 6, 5, 1, 112),
    block(112, 6, 5, 1, 112),
    block(112, 6, 5, 1, 112),
    block(112, 6, 5, 2, 192),
    block(192, 6, 5, 1, 192),
    block(192, 6, 5, 1, 192),
    block(192, 6, 5, 1, 192),
    block(192, 6, 3, 1, 320),
];
