use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{Realm, TokioClock};
use apoyo_functions::Surroundings;

use super::keys::{Keys, SECRET};

/// What processes of this cloud are told of it.
pub(super) struct Around {
    /// Where it listens.
    pub(super) address: SocketAddr,
    pub(super) keys: Keys,
    /// Folder of its own files.
    pub(super) own: PathBuf,
}

impl Around {
    /// The endpoint, as processes of this machine reach it.
    pub(super) fn endpoint(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }

    /// Variables by which any SDK finds the cloud; the line that a person is told has the same.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        let region = Realm::default().region;
        let variables = [
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_REGION", region.clone()),
            ("AWS_DEFAULT_REGION", region),
            ("AWS_ACCESS_KEY_ID", self.keys.id.clone()),
            ("AWS_SECRET_ACCESS_KEY", self.keys.secret.clone()),
            ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }

    /// The same for a person to read, who knows a secret of his own.
    pub(super) fn shown(&self) -> Vec<(String, String)> {
        let mut variables = self.variables();
        if !self.keys.are_known() {
            for (_, value) in variables.iter_mut().filter(|(name, _)| name == "AWS_SECRET_ACCESS_KEY") {
                *value = format!("${SECRET}");
            }
        }
        variables
    }

    /// What functions are told.
    pub(super) fn surroundings(&self) -> Surroundings {
        Surroundings {
            realm: Realm::default(),
            endpoint: self.endpoint(),
            keys: apoyo_functions::Keys {
                access_key_id: self.keys.id.clone(),
                secret_access_key: self.keys.secret.clone(),
            },
            folder: self.own.clone(),
            clock: Arc::new(TokioClock),
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests() -> Self {
        let keys = Keys { id: "apoyo".to_owned(), secret: "apoyo-secret".to_owned() };
        Self { address: ([0, 0, 0, 0], 4566).into(), keys, own: PathBuf::from("data/.apoyo") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_of_this_machine_reach_a_cloud_that_listens_everywhere_at_loopback() {
        let endpoint = ("AWS_ENDPOINT_URL".to_owned(), "http://127.0.0.1:4566".to_owned());
        assert!(Around::for_tests().variables().contains(&endpoint));
    }
}
