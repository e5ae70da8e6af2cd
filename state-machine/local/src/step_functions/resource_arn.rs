//! ARNs that callers give: which kind of thing each names.

use apoyo_engine::Arn;

use super::ApiError;

/// The ARN of a state machine, with or without a qualifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MachineArn {
    /// Without it.
    pub(super) machine: Arn,
    pub(super) qualifier: Qualifier,
}

/// What stands behind the name of a state machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Qualifier {
    None,
    /// `/label`: a Distributed Map in it.
    Label,
    /// `:1`
    Version(u64),
    /// `:name`
    Alias(String),
}

impl MachineArn {
    /// Reads the ARN of a state machine, a version or an alias.
    ///
    /// # Errors
    /// `InvalidArn` where it is of something else or nothing.
    pub(super) fn parse(arn: &str) -> Result<Self, ApiError> {
        let (prefix, parts) = resource(arn, &["stateMachine"])?;
        let (name, qualifier) = match parts[..] {
            [name] => match name.split_once('/') {
                Some((name, label)) if !label.is_empty() => (name, Qualifier::Label),
                Some(_) => return Err(invalid_prefix(arn)),
                None => (name, Qualifier::None),
            },
            [name, qualifier] if !qualifier.is_empty() => (name, qualified(qualifier)),
            _ => return Err(invalid_prefix(arn)),
        };
        if name.is_empty() {
            return Err(invalid_prefix(arn));
        }
        Ok(Self { machine: format!("{prefix}stateMachine:{name}").into(), qualifier })
    }

    /// As [`MachineArn::parse`], for the operations that take no ARN of a Distributed Map.
    ///
    /// # Errors
    /// As that, and `ValidationException` for such an ARN.
    pub(super) fn without_label(arn: &str) -> Result<Self, ApiError> {
        let parsed = Self::parse(arn)?;
        if parsed.qualifier == Qualifier::Label {
            return Err(ApiError::because(
                "API_DOES_NOT_SUPPORT_LABELED_ARNS",
                format!("This API does not support labeled ARNs. Received: '{arn}'"),
            ));
        }
        Ok(parsed)
    }

    /// ARN of the version, where it is of one.
    pub(super) fn version(&self) -> Option<u64> {
        match self.qualifier {
            Qualifier::Version(number) => Some(number),
            _ => None,
        }
    }
}

fn qualified(qualifier: &str) -> Qualifier {
    qualifier.parse().map_or_else(|_| Qualifier::Alias(qualifier.to_owned()), Qualifier::Version)
}

/// Reads the ARN of a Standard execution.
///
/// # Errors
/// `InvalidArn` where it is of something else, of an Express execution, or nothing.
pub(super) fn execution(arn: &str) -> Result<Arn, ApiError> {
    let (_, parts) = resource(arn, &["execution"])?;
    match parts[..] {
        [machine, name] if !machine.is_empty() && !name.is_empty() => Ok(arn.into()),
        _ => Err(invalid_prefix(arn)),
    }
}

/// Reads the ARN of an activity.
///
/// # Errors
/// `InvalidArn` where it is of something else or nothing.
pub(super) fn activity(arn: &str) -> Result<Arn, ApiError> {
    let (_, parts) = resource(arn, &["activity"])?;
    match parts[..] {
        [name] if !name.is_empty() => Ok(arn.into()),
        _ => Err(invalid_prefix(arn)),
    }
}

/// Reads the ARN of a Map Run.
///
/// # Errors
/// `InvalidArn` where it is of something else or nothing.
pub(super) fn map_run(arn: &str) -> Result<Arn, ApiError> {
    let (_, parts) = resource(arn, &["mapRun"])?;
    match parts[..] {
        [place, id] if place.contains('/') && !id.is_empty() => Ok(arn.into()),
        _ => Err(invalid_prefix(arn)),
    }
}

/// What can have tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tagged {
    Machine(Arn),
    Activity(Arn),
}

/// Reads the ARN of a state machine or an activity.
///
/// # Errors
/// `InvalidArn` where it is of something else or nothing.
pub(super) fn tagged(arn: &str) -> Result<Tagged, ApiError> {
    let (_, parts) = resource(arn, &["stateMachine", "activity"])?;
    match parts[..] {
        [name] if name.is_empty() || name.contains('/') => Err(invalid_prefix(arn)),
        [_] if arn.contains(":activity:") => Ok(Tagged::Activity(arn.into())),
        [_] => Ok(Tagged::Machine(arn.into())),
        _ => Err(invalid_prefix(arn)),
    }
}

/// What stands before the kind of resource, and the parts behind it.
fn resource<'a>(arn: &'a str, kinds: &[&str]) -> Result<(&'a str, Vec<&'a str>), ApiError> {
    let [scheme, partition, service, region, account, rest] = arn.splitn(6, ':').collect::<Vec<_>>()[..]
    else {
        return Err(invalid_prefix(arn));
    };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_ours = scheme == "arn" && partition.starts_with("aws") && service == "states";
    if !is_ours || region.is_empty() || !is_account {
        return Err(invalid_prefix(arn));
    }
    let (kind, rest_of_it) = rest.split_once(':').ok_or_else(|| invalid_prefix(arn))?;
    if !kinds.contains(&kind) {
        return Err(ApiError::new(
            "InvalidArn",
            format!("Invalid Arn: 'Resource type not valid in this context: {kind}'"),
        ));
    }
    Ok((&arn[..arn.len() - rest.len()], rest_of_it.split(':').collect()))
}

fn invalid_prefix(arn: &str) -> ApiError {
    ApiError::new("InvalidArn", format!("Invalid Arn: 'Invalid ARN prefix: {arn}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "arn:aws:states:us-east-1:000000000000:";

    #[test]
    fn the_qualifier_of_a_machine_says_what_is_meant() {
        let table = [
            ("stateMachine:m", Qualifier::None),
            ("stateMachine:a.b-c_d", Qualifier::None),
            ("stateMachine:m:12", Qualifier::Version(12)),
            ("stateMachine:m:PROD", Qualifier::Alias("PROD".into())),
            ("stateMachine:m/map", Qualifier::Label),
        ];
        for (rest, expected) in table {
            let parsed = MachineArn::parse(&format!("{BASE}{rest}")).unwrap();
            assert_eq!(parsed.qualifier, expected, "{rest}");
            assert!(parsed.machine.as_str().starts_with(&format!("{BASE}stateMachine:")));
        }
    }

    #[test]
    fn an_arn_of_something_else_is_told_from_no_arn() {
        let refused = |arn: &str| MachineArn::parse(arn).unwrap_err().message;
        for arn in ["", "m", "arn:aws:states:us-east-1:0:stateMachine:m", "arn:aws:s3:::b"] {
            assert_eq!(refused(arn), format!("Invalid Arn: 'Invalid ARN prefix: {arn}'"));
        }
        assert!(refused(&format!("{BASE}stateMachine:")).contains("Invalid ARN prefix"));
        let other = "Invalid Arn: 'Resource type not valid in this context: execution'";
        assert_eq!(refused(&format!("{BASE}execution:m:e")), other);
        let express = execution(&format!("{BASE}express:m:e:1")).unwrap_err().message;
        assert_eq!(express, "Invalid Arn: 'Resource type not valid in this context: express'");
    }
}
