use apoyo_engine::{Arn, Route};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::step_functions::ApiError;
use crate::step_functions::resource_arn::MachineArn;

/// An alias: a name for one version, or for two that share the executions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::step_functions) struct Alias {
    /// Its place in lists.
    pub(in crate::step_functions) serial: u64,
    pub(in crate::step_functions) description: Option<String>,
    pub(in crate::step_functions) routing: Vec<Routing>,
    pub(in crate::step_functions) creation_date: Timestamp,
    pub(in crate::step_functions) update_date: Timestamp,
}

/// One item of `routingConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::step_functions) struct Routing {
    pub(in crate::step_functions) state_machine_version_arn: Arn,
    /// 0 to 100.
    pub(in crate::step_functions) weight: u8,
}

impl Alias {
    pub(in crate::step_functions) fn leads_to(&self, version: &Arn) -> bool {
        self.routing.iter().any(|route| route.state_machine_version_arn == *version)
    }

    /// As the engine takes it.
    pub(in crate::step_functions) fn routes(&self) -> Vec<Route> {
        let route = |it: &Routing| Route { version: it.state_machine_version_arn.clone(), weight: it.weight };
        self.routing.iter().map(route).collect()
    }
}

/// Checks that a routing leads to versions of one machine, each once, for all executions; gives back the machine's ARN.
///
/// # Errors
/// `ValidationException` or `InvalidArn` where it does not.
pub(in crate::step_functions) fn check_routes(routing: &[Routing]) -> Result<Arn, ApiError> {
    let arns: Vec<&str> = routing.iter().map(|route| route.state_machine_version_arn.as_str()).collect();
    let invalid = |what: &str| {
        let text = format!("Routing configuration must contain {what}. Received: [{}]", arns.join(", "));
        ApiError::because(INVALID_ROUTING, text)
    };
    if arns.iter().enumerate().any(|(at, arn)| arns[..at].contains(arn)) {
        return Err(invalid("distinct state machine version ARNs"));
    }
    check_weights(routing)?;
    let parsed = arns.iter().map(|arn| MachineArn::parse(arn)).collect::<Result<Vec<_>, _>>()?;
    let [first, others @ ..] = parsed.as_slice() else {
        return Err(invalid("state machine version ARNs"));
    };
    if parsed.iter().any(|arn| arn.version().is_none()) {
        return Err(invalid("state machine version ARNs"));
    }
    if others.iter().any(|other| other.machine != first.machine) {
        return Err(invalid("versions of the same state machine"));
    }
    Ok(first.machine.clone())
}

fn check_weights(routing: &[Routing]) -> Result<(), ApiError> {
    let weights: Vec<u8> = routing.iter().map(|route| route.weight).collect();
    if weights.iter().map(|weight| u32::from(*weight)).sum::<u32>() == 100 {
        return Ok(());
    }
    let text = format!("Sum of routing configuration weights must equal 100. Received: {weights:?}");
    Err(ApiError::because(INVALID_ROUTING, text))
}

/// Why a routing is refused, where it is.
pub(in crate::step_functions) const INVALID_ROUTING: &str = "INVALID_ROUTING_CONFIGURATION";

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

    fn refusal(routes: &[(&str, u8)]) -> String {
        let routes: Vec<Routing> = routes
            .iter()
            .map(|(rest, weight)| Routing {
                state_machine_version_arn: format!("{MACHINE}{rest}").into(),
                weight: *weight,
            })
            .collect();
        check_routes(&routes).map_or_else(|error| error.message, |arn| arn.to_string())
    }

    #[test]
    fn a_routing_leads_to_versions_of_one_machine_with_all_executions() {
        assert_eq!(refusal(&[(":1", 100)]), MACHINE);
        assert_eq!(refusal(&[(":1", 0), (":2", 100)]), MACHINE);
        let table: [(&[(&str, u8)], &str); 5] = [
            (&[("", 100)], "state machine version ARNs"),
            (&[(":PROD", 100)], "state machine version ARNs"),
            (&[(":1", 50), (":1", 50)], "distinct"),
            (&[(":1", 50), ("2:1", 50)], "same state machine"),
            (&[(":1", 50), (":2", 49)], "weights must equal 100. Received: [50, 49]"),
        ];
        for (routes, expected) in table {
            let found = refusal(routes);
            assert!(found.contains(expected), "{found}");
        }
    }
}
