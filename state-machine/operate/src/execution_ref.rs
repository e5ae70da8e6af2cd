use std::str::FromStr;

use apoyo_list::StateMachineArn;
use apoyo_photo::{ExecutionName, InvalidExecutionName};

/// Which execution is meant: its ARN, its name, or `latest`, the one that started last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExecutionRef {
    /// The execution of the site's state machine that started last.
    Latest,
    /// The execution of the site's state machine that has this name.
    Name(ExecutionName),
    /// An execution by its ARN, of whichever state machine.
    Arn {
        /// The ARN.
        arn: Box<str>,
        /// ARN of its state machine.
        machine: StateMachineArn,
        /// Its name.
        name: ExecutionName,
    },
}

/// Why a text names no execution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExecutionRef {
    /// It looks like an ARN and is none of an execution.
    #[error(
        "{text:?} is no ARN of a Standard execution, as in arn:aws:states:eu-west-1:123456789012:execution:triage:NAME"
    )]
    Arn {
        /// The text found.
        text: String,
    },
    /// It is not allowed as a name.
    #[error("{source}; an execution is given as its ARN, its name or `latest`")]
    Name {
        /// What is wrong with it.
        source: InvalidExecutionName,
    },
}

impl FromStr for ExecutionRef {
    type Err = InvalidExecutionRef;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "latest" {
            return Ok(Self::Latest);
        }
        if text.starts_with("arn:") {
            return by_arn(text).ok_or_else(|| InvalidExecutionRef::Arn { text: text.to_owned() });
        }
        text.parse().map(Self::Name).map_err(|source| InvalidExecutionRef::Name { source })
    }
}

fn by_arn(text: &str) -> Option<ExecutionRef> {
    let parts: Vec<&str> = text.split(':').collect();
    let ["arn", partition, "states", region, account, "execution", machine, name] = parts[..] else {
        return None;
    };
    let machine = format!("arn:{partition}:states:{region}:{account}:stateMachine:{machine}");
    Some(ExecutionRef::Arn { arn: text.into(), machine: machine.parse().ok()?, name: name.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_is_an_arn_a_name_or_the_latest() {
        assert_eq!("latest".parse(), Ok(ExecutionRef::Latest));
        assert_eq!("night-1".parse(), Ok(ExecutionRef::Name("night-1".parse().unwrap())));
        let text = "arn:aws-cn:states:cn-north-1:123456789012:execution:triage:night-1";
        let Ok(ExecutionRef::Arn { arn, machine, name }) = text.parse() else { panic!("{text}") };
        assert_eq!((&*arn, name.as_str(), machine.name()), (text, "night-1", "triage"));
    }

    #[test]
    fn what_names_none_is_refused_by_value() {
        for text in [
            "arn:aws:states:eu-west-1:123456789012:express:triage:a:b",
            "arn:aws:states:eu-west-1:123456789012:stateMachine:triage",
            "arn:aws:states:eu-west-1:123456789012:execution:triage:",
            "arn:",
        ] {
            let refused = text.parse::<ExecutionRef>().unwrap_err().to_string();
            assert!(refused.contains(text) && refused.contains("Standard execution"), "{refused}");
        }
        let refused = "a b".parse::<ExecutionRef>().unwrap_err().to_string();
        assert!(refused.contains("\"a b\" has the character ' '"), "{refused}");
    }
}
