use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;

/// Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct UpArguments {
    /// Where everything is kept, photos as plain files in DIR/apoyo; made when missing.
    #[arg(long, value_name = "DIR", default_value = "apoyo-data")]
    pub(crate) data: PathBuf,
    /// The port, 0 for a free one.
    #[arg(long, default_value_t = 4566)]
    pub(crate) port: u16,
    /// The address to listen at. Any but this machine's loopback address lets other machines in: then
    /// `APOYO_ACCESS_KEY_ID` and `APOYO_SECRET_ACCESS_KEY` must be set to keys of your own.
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    pub(crate) host: IpAddr,
    /// The configuration: folders, schedule, uploads, and in its section `local` functions and jobs of your own
    /// [default: apoyo.yaml where there is one, else every default].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use the network in this folder in place of the shipped one.
    #[arg(long, value_name = "DIR", conflicts_with = "isolated")]
    pub(crate) model: Option<PathBuf>,
    /// Run the Lambda executables apoyo-list, apoyo-stage ... of DIR, each in a process of its own, in place of the same code in
    /// this process [default DIR: where apoyo itself is].
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "")]
    pub(crate) isolated: Option<PathBuf>,
}
