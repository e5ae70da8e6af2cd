//! moto's server, which others wrote, as a process.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use apoyo_services::{Endpoints, Reach};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::Builder;

use crate::scene::signer;

/// A server; it ends with the value.
pub(crate) struct Moto {
    process: Child,
    url: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server that tests share while any of them runs.
static SHARED: Mutex<Weak<Moto>> = Mutex::new(Weak::new());

/// A server that others may use too; says so where there is no moto.
pub(crate) fn moto() -> Option<Arc<Moto>> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let moto = shared.upgrade().or_else(|| start().map(Arc::new))?;
    *shared = Arc::downgrade(&moto);
    Some(moto)
}

fn start() -> Option<Moto> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join("python3"));
    let found = own.into_iter().chain([PathBuf::from("python3")]).find(|python| {
        let knows = ["-c", "import moto.server, flask, boto3"];
        Command::new(python).args(knows).output().is_ok_and(|output| output.status.success())
    });
    let Some(python) = found else {
        eprintln!("SKIPPED: python3 has no moto.server (pip install 'moto[all,server]')");
        return None;
    };
    let mut process = Command::new(python)
        .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let url = lines
        .by_ref()
        .map(Result::unwrap)
        .find_map(|line| Some(line.split_once("Running on ")?.1.to_owned()));
    // Whatever else it says is read, or it would wait for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Some(Moto { process, url: url.expect("moto says where it listens") })
}

impl Moto {
    /// Every service at this server, in a region of its own, as the environment would name it.
    pub(crate) fn endpoints(&self, region: &'static str) -> Endpoints {
        let signer = signer("moto", "moto");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(&self.url)
            .region(Region::new(region))
            .credentials_provider(signer.credentials)
            .http_client(Builder::new().build_http())
            .build();
        Endpoints::of(config, Reach::NamedOnly)
    }
}
