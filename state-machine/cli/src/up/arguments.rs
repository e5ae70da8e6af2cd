use std::path::PathBuf;

use clap::Args;

/// Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct UpArguments {
    /// Where everything is kept, photos as plain files in DIR/apoyo; made when missing.
    #[arg(long, value_name = "DIR", default_value = "apoyo-data")]
    pub(crate) data: PathBuf,
    /// The port on this machine's loopback address, 0 for a free one.
    #[arg(long, default_value_t = 4566)]
    pub(crate) port: u16,
    /// Use the network in this folder in place of the shipped one.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
}
