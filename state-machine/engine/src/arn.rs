use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Name of a state machine, an execution or a Map Run in AWS's form, `arn:aws:states:<region>:<account>:...`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Arn(Arc<str>);

impl Arn {
    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last `:`: the name of the execution, machine or run.
    pub fn name(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or(&self.0)
    }
}

impl From<String> for Arn {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Arn {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an engine says it is: the region and account in the ARNs that it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// AWS region, default `us-east-1`.
    pub region: String,
    /// AWS account, 12 digits, default `000000000000`.
    pub account: String,
}

impl Default for Realm {
    fn default() -> Self {
        Self { region: "us-east-1".into(), account: "000000000000".into() }
    }
}

impl Realm {
    /// ARN of a state machine.
    pub fn state_machine(&self, name: &str) -> Arn {
        format!("arn:aws:states:{}:{}:stateMachine:{name}", self.region, self.account).into()
    }

    /// ARN of an activity.
    pub fn activity(&self, name: &str) -> Arn {
        format!("arn:aws:states:{}:{}:activity:{name}", self.region, self.account).into()
    }

    /// ARN of a Standard execution.
    pub fn execution(&self, machine: &str, name: &str) -> Arn {
        format!("arn:aws:states:{}:{}:execution:{machine}:{name}", self.region, self.account).into()
    }

    /// ARN of an Express execution; `start` makes it differ from others of the same name.
    pub fn express(&self, machine: &str, name: &str, start: &str) -> Arn {
        format!("arn:aws:states:{}:{}:express:{machine}:{name}:{start}", self.region, self.account).into()
    }
}
