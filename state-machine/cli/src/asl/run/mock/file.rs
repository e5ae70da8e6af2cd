use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Response;

/// A mock file: test cases of state machines, and the responses that they name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MockFile {
    machines: BTreeMap<String, BTreeMap<String, TestCase>>,
}

/// The response of each state that is mocked.
pub(crate) type TestCase = BTreeMap<String, Response>;

impl MockFile {
    /// Reads a mock file.
    ///
    /// # Errors
    /// Saying what is wrong with it.
    pub(crate) fn read(written: &Value) -> Result<Self, String> {
        let whole = members(written, "the file")?;
        if let Some(unknown) =
            whole.keys().find(|key| !["StateMachines", "MockedResponses"].contains(&key.as_str()))
        {
            return Err(format!("{unknown:?} is not known, \"StateMachines\" and \"MockedResponses\" are"));
        }
        let mut responses = BTreeMap::new();
        for (name, response) in optional(whole, "MockedResponses")? {
            responses.insert(name.as_str(), Response::read(name, response)?);
        }
        let mut machines = BTreeMap::new();
        for (machine, written) in optional(whole, "StateMachines")? {
            let place = format!("StateMachines.{machine}");
            let cases = optional(members(written, &place)?, "TestCases")
                .map_err(|what| format!("{place}: {what}"))?;
            let mut read = BTreeMap::new();
            for (case, states) in cases {
                let place = format!("{place}.TestCases.{case}");
                read.insert(case.clone(), test_case(members(states, &place)?, &place, &responses)?);
            }
            machines.insert(machine.clone(), read);
        }
        Ok(Self { machines })
    }

    /// The name of the only machine; none where there are more or none.
    pub(crate) fn only_machine(&self) -> Option<&str> {
        match self.machines.len() {
            1 => self.machines.keys().next().map(String::as_str),
            _ => None,
        }
    }

    /// A test case of a machine: the one that is named, or the only one.
    ///
    /// # Errors
    /// Saying what there is.
    pub(crate) fn test_case(&self, machine: &str, named: Option<&str>) -> Result<&TestCase, String> {
        let known = |names: Vec<&String>| match names.len() {
            0 => "there are none".to_owned(),
            _ => format!("there are: {}", names.into_iter().cloned().collect::<Vec<_>>().join(", ")),
        };
        let cases = self.machines.get(machine).ok_or_else(|| {
            let machines = known(self.machines.keys().collect());
            format!("no state machine {machine:?} (name it with --state-machine), {machines}")
        })?;
        let all = || known(cases.keys().collect());
        match named {
            Some(name) => {
                cases.get(name).ok_or_else(|| format!("no test case {name:?} of {machine:?}, {}", all()))
            }
            None if cases.len() == 1 => cases.values().next().ok_or_else(all),
            None => Err(format!("which test case of {machine:?} is meant (--test-case)? {}", all())),
        }
    }

    /// The test case of another machine by the same name, or its only one; none where it has neither.
    pub(crate) fn test_case_of_other(&self, machine: &str, named: Option<&str>) -> Option<&TestCase> {
        let cases = self.machines.get(machine)?;
        match named.and_then(|name| cases.get(name)) {
            Some(case) => Some(case),
            None if cases.len() == 1 => cases.values().next(),
            None => None,
        }
    }
}

fn test_case(
    states: &Map<String, Value>,
    place: &str,
    responses: &BTreeMap<&str, Response>,
) -> Result<TestCase, String> {
    let mut case = TestCase::new();
    for (state, named) in states {
        let name = named.as_str().ok_or_else(|| {
            format!("{place}.{state}: the name of a response is needed as text, this is {named}")
        })?;
        let response = responses.get(name).ok_or_else(|| {
            let known: Vec<&str> = responses.keys().copied().collect();
            format!(
                "{place}.{state}: no response {name:?} in MockedResponses, there are: {}",
                known.join(", ")
            )
        })?;
        case.insert(state.clone(), response.clone());
    }
    Ok(case)
}

fn members<'v>(value: &'v Value, place: &str) -> Result<&'v Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("{place} must be an object"))
}

fn optional<'v>(
    of: &'v Map<String, Value>,
    name: &str,
) -> Result<impl Iterator<Item = (&'v String, &'v Value)>, String> {
    let found = of.get(name).map(|value| members(value, name)).transpose()?;
    Ok(found.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn file() -> MockFile {
        MockFile::read(&json!({
            "StateMachines": {"Order": {"TestCases": {"Good": {"Pay": "Paid"}, "Bad": {"Pay": "Declined"}}},
                "Child": {"TestCases": {"Only": {}}}},
            "MockedResponses": {"Paid": {"0": {"Return": 1}}, "Declined": {"0": {"Throw": {"Error": "E"}}}}}))
        .unwrap()
    }

    #[test]
    fn a_test_case_is_found_by_name_or_by_being_the_only_one() {
        let file = file();
        assert_eq!(file.test_case("Order", Some("Good")).unwrap()["Pay"].name, "Paid");
        assert!(file.test_case("Child", None).unwrap().is_empty());
        assert_eq!(file.only_machine(), None);
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let file = file();
        let refused = |machine, case| file.test_case(machine, case).unwrap_err();
        assert!(refused("order", None).contains("there are: Child, Order"));
        assert!(refused("Order", Some("good")).contains("there are: Bad, Good"));
        assert!(refused("Order", None).contains("there are: Bad, Good"));
        let dangling = json!({"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}, "MockedResponses": {"Q": {"0": {"Return": 1}}}});
        let refused = MockFile::read(&dangling).unwrap_err();
        assert_eq!(
            refused,
            "StateMachines.M.TestCases.C.S: no response \"R\" in MockedResponses, there are: Q"
        );
        assert!(MockFile::read(&json!({"Machines": {}})).unwrap_err().contains("\"Machines\" is not known"));
        assert!(MockFile::read(&json!([])).is_err());
    }
}
