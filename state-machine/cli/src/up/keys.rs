use std::net::IpAddr;

use anyhow::bail;

/// The keys that requests are signed with.
pub(super) struct Keys {
    pub(super) id: String,
    pub(super) secret: String,
}

const ID: &str = "APOYO_ACCESS_KEY_ID";
/// The variable of the secret.
pub(super) const SECRET: &str = "APOYO_SECRET_ACCESS_KEY";

/// What everybody can read in the source is enough where nobody else can connect.
const DEFAULT: (&str, &str) = ("apoyo", "apoyo-secret");

impl Keys {
    /// Those of the environment, where a secret is not seen in a list of processes.
    pub(super) fn of_environment(host: IpAddr) -> anyhow::Result<Self> {
        Self::of(host, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Whether everybody knows them.
    pub(super) fn are_known(&self) -> bool {
        (self.id.as_str(), self.secret.as_str()) == DEFAULT
    }

    fn of(host: IpAddr, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        match (variable(ID), variable(SECRET)) {
            (Some(id), Some(secret)) => Ok(Self { id, secret }),
            (None, None) if host.is_loopback() => {
                Ok(Self { id: DEFAULT.0.to_owned(), secret: DEFAULT.1.to_owned() })
            }
            (None, None) => bail!(
                "--host {host} lets other machines in: set {ID} and {SECRET} to keys of your own, everybody knows the others"
            ),
            (Some(_), None) => bail!("{ID} is set, {SECRET} is not: set both or none"),
            (None, Some(_)) => bail!("{SECRET} is set, {ID} is not: set both or none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(host: &str, set: &[(&str, &str)]) -> anyhow::Result<Keys> {
        let find = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
        Keys::of(host.parse().unwrap(), find)
    }

    #[test]
    fn keys_that_everybody_knows_are_for_loopback_only() {
        assert_eq!(keys("127.0.0.1", &[]).unwrap().id, "apoyo");
        assert_eq!(keys("::1", &[]).unwrap().id, "apoyo");
        let refused = keys("0.0.0.0", &[]).map(|_| ()).unwrap_err().to_string();
        assert!(refused.contains("--host 0.0.0.0") && refused.contains(SECRET), "{refused}");
        assert_eq!(keys("0.0.0.0", &[(ID, "a"), (SECRET, "b")]).unwrap().secret, "b");
    }

    #[test]
    fn one_key_of_a_pair_is_a_mistake() {
        assert!(keys("127.0.0.1", &[(ID, "a")]).is_err() && keys("127.0.0.1", &[(SECRET, "b")]).is_err());
    }
}
