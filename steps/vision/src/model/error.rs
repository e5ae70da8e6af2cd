use std::path::PathBuf;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file of the model cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// `config.json` is not what a model's config is.
    #[error("config.json, field {field}: {source}")]
    Config {
        /// Where in the file.
        field: String,
        /// What is wrong there, and what is allowed.
        source: serde_json::Error,
    },
    /// A value of `config.json` contradicts another or the architecture.
    #[error("config.json: {detail}")]
    Contradiction {
        /// Both values.
        detail: String,
    },
    /// A file of weights is no safetensors file.
    #[error("{file} is no intact safetensors file: {source}")]
    Damaged {
        /// Which file.
        file: &'static str,
        /// What the reader met.
        source: safetensors::SafeTensorError,
    },
    /// A file of weights is not the one that `config.json` was written with.
    #[error("{file} has SHA-256 {found}, config.json was written with {expected}")]
    OtherFile {
        /// Which file.
        file: &'static str,
        /// Its digest.
        found: String,
        /// The digest in the config.
        expected: String,
    },
    /// A tensor is missing, or is not as the architecture has it.
    #[error("{file}, tensor {tensor}: {detail}")]
    Tensor {
        /// Which file.
        file: &'static str,
        /// The tensor's name.
        tensor: String,
        /// What was found and what is needed.
        detail: String,
    },
    /// The network does not run with these weights.
    #[error("the network does not run: {detail}")]
    Network {
        /// What candle said.
        detail: String,
    },
    /// The operating system gave no thread to run the network on.
    #[error("no thread to run the network on: {detail}")]
    NoThread {
        /// What it said.
        detail: String,
    },
}
